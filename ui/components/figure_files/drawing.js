// Figures of a page as one drawing: Plotly's own layers in an SVG.

export const SVG = "http://www.w3.org/2000/svg";
const SPACE = 20; // pixels between figures and around them
const FOR_THE_POINTER = ".draglayer, .hoverlayer, .zoomlayer, .selectionlayer";

/**
 * The class that Streamlit gives the place of a chart with this key.
 * @param {string} key
 */
export const classOf = (key) => `st-key-${key.trim().replaceAll(/[^a-zA-Z0-9_-]/g, "-")}`;

/**
 * The figure of the chart with this key, or null where none is drawn on the page.
 * @param {string} key
 */
export const figureOf = (key) => document.querySelector(`.${classOf(key)} .js-plotly-plot:has(svg.main-svg)`);

/** @type {(figure: Element) => SVGSVGElement[]} */
const layersOf = (figure) => [...figure.querySelectorAll("svg.main-svg")].filter((layer) => layer instanceof SVGSVGElement);

/**
 * Rows of figures as they stand on the page: what begins above the end of the one before is in its row.
 * @template {{ getBoundingClientRect: () => { top: number, bottom: number } }} Figure
 * @param {Figure[]} figures
 */
export function rowsOf(figures) {
  /** @type {Figure[][]} */
  const rows = [];
  let end = -Infinity; // of the figure before
  for (const figure of figures) {
    const { top, bottom } = figure.getBoundingClientRect();
    const row = rows.at(-1);
    if (row && top < end) row.push(figure);
    else rows.push([figure]);
    end = bottom;
  }
  return rows;
}

/**
 * One layer of a figure as it looks, without what only serves the pointer and what Plotly notes for itself.
 * @param {SVGSVGElement} layer
 */
function copyOf(layer) {
  const copy = document.importNode(layer, true);
  copy.removeAttribute("style");
  for (const element of copy.querySelectorAll(FOR_THE_POINTER)) element.remove();
  for (const group of [...copy.querySelectorAll("g")].reverse()) if (!group.hasChildNodes()) group.remove();
  for (const element of copy.querySelectorAll("*")) {
    for (const { name } of [...element.attributes]) if (name.startsWith("data-")) element.removeAttribute(name);
  }
  for (const element of copy.querySelectorAll(".crisp")) element.setAttribute("shape-rendering", "crispEdges");
  for (const image of copy.querySelectorAll("image")) image.style.imageRendering = "pixelated"; // cells keep their edges
  return copy;
}

/**
 * All figures as one drawing, on a ground of this color.
 * @param {Element[]} figures
 * @param {string} ground
 */
export function drawingOf(figures, ground) {
  const drawing = document.createElementNS(SVG, "svg");
  const paper = document.createElementNS(SVG, "rect");
  paper.setAttribute("fill", ground);
  drawing.append(paper);
  let width = 0;
  let bottom = SPACE;
  for (const row of rowsOf(figures)) {
    let right = SPACE;
    let height = 0;
    for (const figure of row) {
      const layers = layersOf(figure);
      for (const layer of layers) {
        const copy = copyOf(layer);
        copy.setAttribute("x", String(right));
        copy.setAttribute("y", String(bottom));
        if (copy.childElementCount) drawing.append(copy);
      }
      right += Math.ceil(layers[0].width.baseVal.value) + SPACE;
      height = Math.max(height, Math.ceil(layers[0].height.baseVal.value));
    }
    width = Math.max(width, right);
    bottom += height + SPACE;
  }
  for (const element of [drawing, paper]) {
    element.setAttribute("width", String(width));
    element.setAttribute("height", String(bottom));
  }
  drawing.setAttribute("viewBox", `0 0 ${width} ${bottom}`);
  return drawing;
}
