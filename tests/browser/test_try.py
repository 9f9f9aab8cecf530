import time
from tests.browser.notebook import Notebook, write
CELLS = ["""
import numpy as np
from course.widgets import convolution as one, filters as two, dcgan as five
from course.widgets.draw import DigitCanvas
from course.widgets.pix2pix import paint
from course.datasets import facade
one.flip_and_slide(np.ones(8), {"a": [3, 2, 1], "b": [1, -1]})
""", "one.step_window(np.arange(49).reshape(7, 7) % 5)", "two.WindowExplorer()", "two.KernelPainter(preset='vertical edges')",
"DigitCanvas(lambda image: (np.eye(10)[image.sum() // 1000 % 10], [np.tile(image[..., None] / 255., (1, 1, 8))]), ['first'])",
"paint(lambda labels: facade.colours(labels), facade.drawn([3])[0][0])"]
def test_try(tab, lab):
    book = Notebook(tab, lab, write(lab, "t.ipynb", CELLS))
    book.run_all()
    scroller = tab.locator(".jp-WindowedPanel-outer").first
    for theme in ("light", "dark"):
        if theme == "dark":
            tab.get_by_role("menuitem", name="Settings", exact=True).click()
            tab.get_by_text("Theme", exact=True).first.hover()
            tab.get_by_text("JupyterLab Dark", exact=True).first.click()
            time.sleep(2)
        for k in range(len(CELLS)):
            scroller.evaluate("(e, k) => { document.querySelectorAll('.jp-Cell')[k].querySelector('.jp-OutputArea').scrollIntoView() }", k)
            time.sleep(1.2)
            book.picture(f"try-{theme}-{k}")
    print(tab.faults)
    h = tab.evaluate("[...document.querySelectorAll('.course-live')].map(e => [e.clientHeight, e.clientWidth])"); print(h)
    book.restart(); time.sleep(2)
    scroller.evaluate("e => { document.querySelectorAll('.jp-Cell')[0].scrollIntoView() }"); time.sleep(1)
    book.picture("try-restart")
    book.save(); book.open(); time.sleep(4)
    for k in (0, 4):
        scroller.evaluate("(e,k) => { document.querySelectorAll('.jp-Cell')[k].scrollIntoView() }", k); time.sleep(1)
        book.picture(f"try-reopen-{k}")
    print(tab.faults)
