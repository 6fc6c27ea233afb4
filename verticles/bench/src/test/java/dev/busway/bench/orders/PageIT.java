package dev.busway.bench.orders;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions;
import com.microsoft.playwright.options.ColorScheme;
import java.nio.file.Path;
import java.util.List;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

/** The page at {@code /} in a real browser, against a real node. */
@EnabledIf(
        value = "dev.busway.testkit.Programs#browserAndJavaScript",
        disabledReason = "no Chromium with Node.js and npm is installed here")
final class PageIT {
    private static final double LONGEST_MILLIS = 90_000;
    private static ExampleNode node;
    private static Chromium chromium;

    @BeforeAll
    static void start() throws Exception {
        chromium = Chromium.open();
        node = ExampleNode.start();
    }

    @AfterAll
    static void stop() throws Exception {
        if (chromium != null) {
            chromium.close();
        }
        if (node != null) {
            node.close();
        }
    }

    @Test
    void an_orders_steps_appear_live_without_reload() {
        Page page = open();

        page.locator("#place").click();

        for (String step : List.of("created", "consumer-verified", "ticket-accepted", "courier-assigned", "approved")) {
            Locator shown = page.locator("#steps li[data-step='" + step + "'].done");
            assertThat(shown).isVisible(visible());
            Assertions.assertThat(shown.getAttribute("data-way")).as(step).isEqualTo("live");
        }
        assertThat(page.locator("#answer")).containsText("is finished", contains());
        assertThat(page.locator("#events tr.mine"))
                .hasCount(5, new LocatorAssertions.HasCountOptions().setTimeout(LONGEST_MILLIS));
        page.screenshot(
                new Page.ScreenshotOptions().setPath(Path.of("target/page.png")).setFullPage(true));
    }

    @Test
    void a_rejected_order_says_why() {
        Page page = open();
        page.locator("#consumer").selectOption("c-0");

        page.locator("#place").click();

        assertThat(page.locator("#steps li[data-step='rejected']")).containsText("c-0 is not verified", contains());
    }

    @Test
    void an_empty_order_is_refused_with_its_place() {
        Page page = open();
        page.locator("#menu input").first().fill("0");

        page.locator("#place").click();

        assertThat(page.locator("#refusal")).containsText("/items", contains());
    }

    private static Page open() {
        Page page = chromium.browser()
                .newContext(new com.microsoft.playwright.Browser.NewContextOptions().setColorScheme(ColorScheme.LIGHT))
                .newPage();
        page.setDefaultTimeout(LONGEST_MILLIS);
        page.navigate(node.url().toString(), new Page.NavigateOptions().setTimeout(LONGEST_MILLIS));
        assertThat(page.locator("#connection"))
                .hasText("live", new LocatorAssertions.HasTextOptions().setTimeout(LONGEST_MILLIS));
        assertThat(page.locator("#place"))
                .isEnabled(new LocatorAssertions.IsEnabledOptions().setTimeout(LONGEST_MILLIS));
        return page;
    }

    private static LocatorAssertions.IsVisibleOptions visible() {
        return new LocatorAssertions.IsVisibleOptions().setTimeout(LONGEST_MILLIS);
    }

    private static LocatorAssertions.ContainsTextOptions contains() {
        return new LocatorAssertions.ContainsTextOptions().setTimeout(LONGEST_MILLIS);
    }
}
