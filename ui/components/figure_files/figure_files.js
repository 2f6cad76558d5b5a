// Saves the figures named in its data as one file: as an SVG, or as a PNG, which a canvas makes of it.

/** @import { Mounted } from "../shared/elements.js" */
/** @import { FigureFilesData } from "../shared/wire.js" */

import { partOf, penOf } from "../shared/elements.js";
import { drawingOf, figureOf, SVG } from "./drawing.js";

const SCALE = 3; // pixels of the PNG for each on the page

/** @type {(drawing: SVGSVGElement) => Blob} */
const asFile = (drawing) => new Blob([new XMLSerializer().serializeToString(drawing)], { type: "image/svg+xml" });

/**
 * The contents of a file as an address that holds them.
 * @type {(file: Blob) => Promise<string>}
 */
const asAddress = (file) =>
  new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(String(reader.result));
    reader.onerror = () => reject(reader.error);
    reader.readAsDataURL(file);
  });

/** @type {(sheet: CSSStyleSheet) => CSSRule[]} */
const rulesOf = (sheet) => {
  try {
    return [...sheet.cssRules];
  } catch {
    return []; // a sheet that an extension of the browser put in
  }
};

/**
 * A copy with the fonts that its words are set in: what draws an SVG as a picture does not see those of the page.
 * @param {SVGSVGElement} drawing
 */
async function withFonts(drawing) {
  const used = new Set([...drawing.querySelectorAll("text")].map((text) => text.style.fontFamily));
  /** @type {(family: string) => boolean} */
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
  const copy = document.importNode(drawing, true);
  copy.prepend(style);
  return copy;
}

/**
 * A drawing as a PNG.
 * @param {SVGSVGElement} drawing
 * @returns {Promise<Blob>}
 */
async function pixelsOf(drawing) {
  const image = new Image();
  image.src = await asAddress(asFile(await withFonts(drawing)));
  await image.decode();
  const canvas = document.createElement("canvas");
  canvas.width = Number(drawing.getAttribute("width")) * SCALE;
  canvas.height = Number(drawing.getAttribute("height")) * SCALE;
  penOf(canvas).drawImage(image, 0, 0, canvas.width, canvas.height);
  return new Promise((resolve, reject) => canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error("too large"))), "image/png"));
}

/**
 * Let the browser save a file under a name.
 * @param {Blob} file
 * @param {string} name
 */
function save(file, name) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(file);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000); // the browser may still be reading it
}

/** @param {Mounted<FigureFilesData>} mounted */
export default function ({ data, parentElement }) {
  const root = partOf(parentElement, ".files", HTMLElement);
  const status = partOf(root, "p", HTMLElement);
  /** @type {(kind: string | undefined) => Promise<void>} */
  const press = async (kind) => {
    const figures = data.charts.map(figureOf).filter((figure) => figure !== null);
    if (figures.length < data.charts.length) {
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
