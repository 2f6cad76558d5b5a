"""From a number back to its pixels in the browser: pressing, the keyboard, the outlines, the address."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.checks import accessibility_problems, refuse, sideways_problems, wait_until_settled
from tests.browser.conftest import PageAt


def level(page: Page, title: str) -> Locator:
    return page.locator(".provenance .level").filter(has=page.locator(".title b", has_text=re.compile(f"^{title}")))


def number(page: Page, trail: str) -> Locator:
    return page.locator(f'.provenance button[data-trail="{trail}"]')


def titles(page: Page) -> list[str]:
    return page.locator(".provenance .title b").all_inner_texts()


def outlined(page: Page, title: str) -> tuple[int, int, int, int]:
    """First and last row and column of the cells inside the window's outline, as they are drawn."""
    return tuple(
        level(page, title)
        .locator(".cells")
        .last.evaluate(
            """(grid) => {
              const frame = grid.querySelector('.window').getBoundingClientRect();
              const columns = grid.style.gridTemplateColumns.match(/repeat\\((\\d+)/)[1];
              const inside = [...grid.querySelectorAll('i')].flatMap((cell, place) => {
                const box = cell.getBoundingClientRect();
                const across = box.left >= frame.left && box.right <= frame.right;
                const down = box.top >= frame.top && box.bottom <= frame.bottom;
                return across && down ? [[Math.floor(place / columns), place % columns]] : [];
              });
              const [rows, across] = [0, 1].map((axis) => inside.map((place) => place[axis]));
              return [Math.min(...rows), Math.max(...rows), Math.min(...across), Math.max(...across)];
            }"""
        )
    )


def cut_problems(page: Page) -> list[str]:
    """A sentence for each level with something that reaches over the edge, where the box cuts it off."""
    found: list[str] = page.locator(".provenance .level").evaluate_all(
        """(levels) => levels.flatMap((level) => {
          const edge = level.closest('.provenance').getBoundingClientRect().right;
          const wide = [...level.querySelectorAll('*')].filter((part) => part.getBoundingClientRect().right > edge);
          return wide.length ? [`${level.querySelector('.title b').textContent}: ${wide[0].className} is cut off`] : [];
        })"""
    )
    return found


def test_a_term_and_another_winner_lead_to_other_pixels_and_the_address_restores_them(page_at: PageAt) -> None:
    page = page_at("/")
    assert titles(page)[:2] == ["Share of 9", "Logit of 9"]
    number(page, "9.8").click()
    expect(level(page, "Entry 8: pooled map of the vertical line, row 0, column 0")).to_be_visible()
    expect(level(page, "Pixels in rows 0 to 2, columns 0 to 2")).to_be_visible()
    wait_until_settled(page)
    assert outlined(page, "Pixels") == (0, 2, 0, 2)
    number(page, "9.8.1").click()
    expect(level(page, "Pixels in rows 1 to 3, columns 0 to 2")).to_be_visible()
    page.wait_for_url(re.compile(r"/\?trail=9\.8\.1$"))
    wait_until_settled(page)
    assert outlined(page, "Pixels") == (1, 3, 0, 2)
    expect(number(page, "9.8.1")).to_have_attribute("aria-pressed", "true")
    expect(number(page, "9.8.0")).to_have_attribute("aria-pressed", "false")
    refuse(accessibility_problems(page) + sideways_problems(page) + cut_problems(page))

    seen = titles(page)
    assert titles(page_at("/" + page.url.split("/", 3)[3])) == seen
    page.get_by_role("link", name="Next: Images are numbers").click()
    wait_until_settled(page)
    page.get_by_role("link", name="Back: Overview").click()
    expect(level(page, "Pixels in rows 1 to 3, columns 0 to 2")).to_be_visible()
    assert titles(page) == seen


def test_every_number_with_a_past_is_reached_by_keyboard_and_keeps_the_focus(page_at: PageAt) -> None:
    page = page_at("/")
    buttons = page.locator(".provenance button")
    names = [button.get_attribute("aria-label") for button in buttons.all()]
    assert len(names) >= 10 + 24 + 1 and all(names)
    number(page, "9").focus()
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Enter")
    expect(level(page, "Share of 8")).to_be_visible()
    expect(number(page, "8")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    page.wait_for_url(re.compile(r"trail=8\.\d+"))
    expect(page.locator(".provenance .live")).to_contain_text("Logit of 8")


def test_a_cell_of_the_vector_can_be_clicked_as_well(page_at: PageAt) -> None:
    page = page_at("/")
    level(page, "Logit of 9").locator(".cells i").nth(13).click()
    expect(level(page, "Entry 13: ")).to_be_visible()
    expect(number(page, "9.13")).to_have_attribute("aria-pressed", "true")


def test_on_a_lesson_the_box_follows_the_card(page_at: PageAt) -> None:
    page = page_at("/pooling?map=vertical")
    assert not titles(page)
    page.get_by_text("Where does this number come from?").click()
    expect(level(page, "Pooled map of the vertical line, row 0, column 0")).to_be_visible()
    number(page, "1").click()
    expect(level(page, "After ReLU: vertical line, row 1, column 0")).to_be_visible()
    page.locator(".stepper").get_by_role("button", name="Last step", exact=True).click()
    expect(level(page, "Pooled map of the vertical line, row 3, column 1")).to_be_visible()
    page.wait_for_url(re.compile(r"/pooling\?map=vertical&step=7$"))  # another number, another trail


@pytest.mark.parametrize("screen", [{"width": 390}, {"width": 390, "dark": True}, {"width": 1280, "dark": True}])
def test_a_picture_in_full_size_fits_and_is_accessible(page_at: PageAt, screen: dict) -> None:
    page = page_at("/?image=photo&head=untrained&rows=96&columns=128&trail=3.20000", **screen)
    assert outlined(page, "Pixels")[1] - outlined(page, "Pixels")[0] == 2
    picture = level(page, "Pixels").locator(".picture")
    image, frame = picture.locator("img").bounding_box(), picture.locator(".window").bounding_box()
    row, column = map(int, re.findall(r"rows (\d+).*columns (\d+)", titles(page)[-2])[0])
    assert image and frame
    pitch = image["width"] / 128
    assert frame["x"] + frame["width"] / 2 - image["x"] == pytest.approx((column + 1.5) * pitch, abs=2)
    assert frame["y"] + frame["height"] / 2 - image["y"] == pytest.approx((row + 1.5) * pitch, abs=2)
    refuse(accessibility_problems(page) + sideways_problems(page) + cut_problems(page))


@pytest.mark.parametrize("screen", [{"width": 390}, {"width": 1280, "dark": True}])
def test_a_cell_of_a_filter_page_is_followed_into_the_picture(page_at: PageAt, screen: dict) -> None:
    page = page_at("/stride-padding?answer=on&padding=same&image=photo&rows=20&columns=24&color=gray&step=1", **screen)
    page.get_by_text("Where does this number come from?").click()
    expect(level(page, "Feature map, row 0, column 1")).to_be_visible()
    pixels = level(page, "Pixels in rows 0 and 1, columns 0 to 2")
    assert pixels.locator(".cells i.padding:not(.unused)").count() == 3
    number(page, "8").click()
    expect(level(page, "The pixel at row 1, column 2, in the picture")).to_be_visible()
    page.wait_for_url(re.compile(r"trail=8$"))
    wait_until_settled(page)
    refuse(accessibility_problems(page) + sideways_problems(page) + cut_problems(page))
    pixels.locator(".cells i[data-trail]").first.click()
    expect(level(page, "The pixel at row 0, column 0, in the picture")).to_be_visible()
    page.locator(".stepper").get_by_role("button", name="Next step", exact=True).click()
    expect(level(page, "Feature map, row 0, column 2")).to_be_visible()
    page.wait_for_url(re.compile(r"step=2$"))  # another number, another trail


@pytest.mark.parametrize("color", ["color", "gray"])
def test_the_numbers_of_a_window_can_be_read_on_a_phone(page_at: PageAt, color: str) -> None:
    page = page_at(f"/convolution?image=photo&rows=9&columns=9&color={color}&trail=0", width=390)
    wait_until_settled(page)
    letters, beyond = (
        level(page, "Feature map")
        .locator(".cells")
        .evaluate_all(
            """(grids) => {
          const cells = grids.flatMap((grid) => [...grid.querySelectorAll('i')]);
          const written = cells.filter((cell) => cell.textContent);
          return [written.map((cell) => parseFloat(getComputedStyle(cell).fontSize)),
            written.filter((cell) => cell.scrollWidth > cell.clientWidth).map((cell) => cell.textContent)];
        }"""
        )
    )
    assert len(letters) == (81 if color == "color" else 27) and min(letters) >= 11
    assert not beyond, f"wider than their cells: {beyond}"
    refuse(cut_problems(page))
