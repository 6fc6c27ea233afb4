package dev.busway.http.pages;

import dev.busway.config.ConfigException;
import io.vertx.core.Vertx;
import io.vertx.ext.web.handler.FileSystemAccess;
import io.vertx.ext.web.handler.StaticHandler;
import java.nio.file.Files;
import java.nio.file.Path;

/** The static files at {@code /}: a folder, or a folder of the class path. */
public final class Site {
    private static final String CLASSPATH = "classpath:";

    private Site() {}

    /** Serves what {@code http.site} names. @throws ConfigException where that is not there */
    public static StaticHandler at(Vertx vertx, String site) {
        if (!site.startsWith(CLASSPATH)) {
            Path folder = Path.of(site).toAbsolutePath().normalize();
            if (Files.isDirectory(folder)) {
                return StaticHandler.create(FileSystemAccess.ROOT, folder.toString())
                        .setIncludeHidden(false);
            }
        }
        String resource = site.startsWith(CLASSPATH) ? site.substring(CLASSPATH.length()) : site;
        if (!vertx.fileSystem().existsBlocking(resource)) {
            throw new ConfigException(
                    "http.site names " + site + ", which is neither a folder nor one of the class path."
                            + " Mend: name a folder with an index.html, or leave it out.");
        }
        return StaticHandler.create(FileSystemAccess.RELATIVE, resource).setIncludeHidden(false);
    }
}
