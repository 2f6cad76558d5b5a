// The component with the kernel editor.

/** @import { Mounted } from "../shared/elements.js" */
/** @import { KernelEditorData } from "../shared/wire.js" */

import { partOf } from "../shared/elements.js";
import { Editor } from "./editor.js";

/** @type {WeakMap<HTMLElement, Editor>} */
const editors = new WeakMap(); // those on the page

/** @param {Mounted<KernelEditorData>} mounted */
export default function ({ data, parentElement, setStateValue }) {
  const root = partOf(parentElement, ".kernel", HTMLElement);
  const editor = editors.get(root) ?? new Editor(root, data);
  editors.set(root, editor);
  editor.report = (edit) => setStateValue("edit", edit);
  editor.follow(data);
}
