// Saves the figures named in its data as one file: Plotly's own layers in an SVG, which a canvas turns into a PNG.

const SVG = "http://www.w3.org/2000/svg";
const SCALE = 3; // pixels of the PNG for each on the page
const SPACE = 20; // pixels between figures and around them
const FOR_THE_POINTER = ".draglayer, .hoverlayer, .zoomlayer, .selectionlayer";

// Streamlit turns the key of a chart into a class in this way.
const figureOf = (key) => document.querySelector(`.st-key-${key.trim().replaceAll(/[^a-zA-Z0-9_-]/g, "-")} .js-plotly-plot`);

// Rows of figures as they stand on the page: what begins above the end of the one before is in its row.
function rowsOf(figures) {
  const rows = [];
  let before;
  for (const figure of figures) {
    const box = figure.getBoundingClientRect();
    if (before && box.top < before.bottom) rows.at(-1).push(figure);
    else rows.push([figure]);
    before = box;
  }
  return rows;
}

// One layer of a figure as it looks, without what only serves the pointer and what Plotly notes for itself.
function copyOf(layer) {
  const copy = layer.cloneNode(true);
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

function drawingOf(figures, ground) {
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
      const layers = [...figure.querySelectorAll("svg.main-svg")];
      for (const layer of layers) {
        const copy = copyOf(layer);
        copy.setAttribute("x", right);
        copy.setAttribute("y", bottom);
        if (copy.childElementCount) drawing.append(copy);
      }
      right += Math.ceil(layers[0].width.baseVal.value) + SPACE;
      height = Math.max(height, Math.ceil(layers[0].height.baseVal.value));
    }
    width = Math.max(width, right);
    bottom += height + SPACE;
  }
  for (const element of [drawing, paper]) {
    element.setAttribute("width", width);
    element.setAttribute("height", bottom);
  }
  drawing.setAttribute("viewBox", `0 0 ${width} ${bottom}`);
  return drawing;
}

const asFile = (drawing) => new Blob([new XMLSerializer().serializeToString(drawing)], { type: "image/svg+xml" });

const asAddress = (blob) =>
  new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(reader.result);
    reader.onerror = () => reject(reader.error);
    reader.readAsDataURL(blob);
  });

const rulesOf = (sheet) => {
  try {
    return [...sheet.cssRules];
  } catch {
    return []; // a sheet that an extension of the browser put in
  }
};

// What draws an SVG as a picture does not see the fonts of the page: those its words are set in are put inside.
async function withFonts(drawing) {
  const used = new Set([...drawing.querySelectorAll("text")].map((text) => text.style.fontFamily));
  const isUsed = (family) => [...used].some((families) => families.includes(family));
  const faces = [];
  for (const sheet of document.styleSheets) {
    for (const rule of rulesOf(sheet)) {
      if (!(rule instanceof CSSFontFaceRule)) continue;
      const [family, style, source] = ["font-family", "font-style", "src"].map((name) => rule.style.getPropertyValue(name));
      const [, address] = source.match(/url\("?([^")]+)/) ?? [];
      if (!address || style === "italic" || !isUsed(family)) continue;
      const answer = await fetch(new URL(address, sheet.href ?? document.baseURI));
      if (!answer.ok) continue;
      faces.push(`@font-face { font-family: ${family}; font-weight: 100 900; src: url(${await asAddress(await answer.blob())}); }`);
    }
  }
  const style = document.createElementNS(SVG, "style");
  style.textContent = faces.join("\n");
  const copy = drawing.cloneNode(true);
  copy.prepend(style);
  return copy;
}

async function pixelsOf(drawing) {
  const image = new Image();
  image.src = await asAddress(asFile(await withFonts(drawing)));
  await image.decode();
  const canvas = document.createElement("canvas");
  canvas.width = drawing.getAttribute("width") * SCALE;
  canvas.height = drawing.getAttribute("height") * SCALE;
  canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
  return new Promise((resolve, reject) => canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error("too large"))), "image/png"));
}

function save(blob, name) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000); // the browser may still be reading it
}

export default function ({ data, parentElement }) {
  const root = parentElement.querySelector(".files");
  const status = root.querySelector("p");
  const press = async (kind) => {
    const figures = data.charts.map(figureOf);
    if (!figures.every((figure) => figure?.querySelector("svg.main-svg"))) {
      status.textContent = "The figure is not drawn on this page yet: wait until it is, then press again.";
      return;
    }
    const drawing = drawingOf(figures, getComputedStyle(root).getPropertyValue("--st-background-color"));
    try {
      save(kind === "png" ? await pixelsOf(drawing) : asFile(drawing), `${data.name}.${kind}`);
      status.textContent = `Saved as ${data.name}.${kind}.`;
    } catch {
      status.textContent = "This browser could not make a PNG of the figure: save it as SVG.";
    }
  };
  for (const button of root.querySelectorAll("button")) button.onclick = () => press(button.dataset.kind);
}
