package dev.busway.postgres;

import io.vertx.sqlclient.PropertyKind;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowIterator;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import io.vertx.sqlclient.desc.ColumnDescriptor;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a simulated statement answers. */
final class VirtualRows implements RowSet<Row> {
    private final List<String> columns;
    private final List<Row> rows = new ArrayList<>();
    private int count;

    VirtualRows(String... columns) {
        this.columns = List.of(columns);
    }

    VirtualRows add(@Nullable Object... values) {
        rows.add(new VirtualRow(columns, values));
        count++;
        return this;
    }

    VirtualRows touched(int many) {
        count = many;
        return this;
    }

    @Override
    public RowIterator<Row> iterator() {
        Iterator<Row> all = rows.iterator();
        return new RowIterator<>() {
            @Override
            public boolean hasNext() {
                return all.hasNext();
            }

            @Override
            public Row next() {
                return all.next();
            }
        };
    }

    @Override
    public int rowCount() {
        return count;
    }

    @Override
    public int size() {
        return rows.size();
    }

    @Override
    public List<String> columnsNames() {
        return columns;
    }

    @Override
    public List<ColumnDescriptor> columnDescriptors() {
        return List.of();
    }

    @Override
    @SuppressWarnings("NullAway") // as the client does
    public <V> V property(PropertyKind<V> kind) {
        return null;
    }

    @Override
    public RowSet<Row> value() {
        return this;
    }

    @Override
    @SuppressWarnings("NullAway") // as the client does where there is no more
    public RowSet<Row> next() {
        return null;
    }

    private record VirtualRow(List<String> columns, List<@Nullable Object> values) implements Row {
        VirtualRow(List<String> columns, @Nullable Object[] values) {
            this(columns, new ArrayList<>(java.util.Arrays.asList(values)));
        }

        @Override
        public String getColumnName(int place) {
            return columns.get(place);
        }

        @Override
        public int getColumnIndex(String name) {
            return columns.indexOf(name);
        }

        @Override
        @SuppressWarnings("NullAway") // a column may be null
        public Object getValue(int place) {
            return values.get(place);
        }

        @Override
        public Tuple addValue(Object value) {
            throw new UnsupportedOperationException("a row");
        }

        @Override
        public int size() {
            return values.size();
        }

        @Override
        public void clear() {
            throw new UnsupportedOperationException("a row");
        }

        @Override
        public List<Class<?>> types() {
            throw new UnsupportedOperationException("a row");
        }
    }
}
