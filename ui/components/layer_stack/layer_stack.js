// The component with the layer stack.

/** @import { Mounted } from "../shared/elements.js" */
/** @import { LayerStackData } from "../shared/wire.js" */

import { partOf } from "../shared/elements.js";
import { Stack } from "./stack.js";

/** @type {WeakMap<HTMLElement, Stack>} */
const stacks = new WeakMap(); // those on the page

/** @param {Mounted<LayerStackData>} mounted */
export default function ({ data, parentElement, setStateValue }) {
  const root = partOf(parentElement, ".stack", HTMLElement);
  const stack = stacks.get(root) ?? new Stack(root, data);
  stacks.set(root, stack);
  stack.report = (edit) => setStateValue("edit", edit);
  stack.follow(data);
  return () => {
    stack.watcher.disconnect();
    stacks.delete(root);
  };
}
