// Elements of a page, and the pens of its canvases: as a script needs them, or an error that says what is missing.

/**
 * What Streamlit gives a component.
 * @template Data
 * @typedef {object} Mounted
 * @property {Data} data
 * @property {HTMLElement | ShadowRoot} parentElement
 * @property {(name: string, value: unknown) => void} setStateValue
 * @property {(name: string, value: unknown) => void} setTriggerValue
 */

/**
 * Listens to an element for as long as a component shows it.
 * @typedef {<Type extends keyof HTMLElementEventMap>(
 *   element: HTMLElement, type: Type, action: (event: HTMLElementEventMap[Type]) => void) => void} Listen
 */

/**
 * The first element in `root` that a selector names.
 * @template {Element} Kind
 * @param {ParentNode} root
 * @param {string} selector
 * @param {new () => Kind} kind the class it must be of
 * @returns {Kind}
 */
export const partOf = (root, selector, kind) => {
  const found = root.querySelector(selector);
  if (found instanceof kind) return found;
  throw new Error(`no ${kind.name} at ${selector}`);
};

/**
 * What draws on a canvas.
 * @param {HTMLCanvasElement} canvas
 */
export const penOf = (canvas) => {
  const pen = canvas.getContext("2d");
  if (pen) return pen;
  throw new Error("no pen for a canvas");
};

/**
 * Make a canvas so many pixels large, as sharp as the screen.
 * @param {CanvasRenderingContext2D} pen of the canvas
 * @param {number} width
 * @param {number} height
 */
export const sizeCanvas = (pen, width, height) => {
  const ratio = devicePixelRatio;
  Object.assign(pen.canvas, { width: width * ratio, height: height * ratio });
  Object.assign(pen.canvas.style, { width: `${width}px`, height: `${height}px` });
  pen.scale(ratio, ratio);
};
