// How rows make way for one that is dragged.

/**
 * Where a row stands in its list, in pixels.
 * @typedef {{ top: number, height: number }} Box
 */

/**
 * How far each row is moved, in pixels, and which place the dragged one has come to.
 * @param {Box[]} boxes where the rows stand without moving
 * @param {number} from the place of the dragged one
 * @param {number} pulled how far the pointer has gone, in pixels; the row stays in the list
 * @param {number} gap between rows, in pixels
 */
export const makingWay = (boxes, from, pulled, gap) => {
  const { top, height } = boxes[from];
  const last = boxes[boxes.length - 1];
  const by = Math.max(-top, Math.min(last.top + last.height - top - height, pulled));
  const edge = top + by + (by > 0 ? height : 0);
  const to = boxes.filter((box, i) => i !== from && box.top + box.height / 2 < edge).length; // those whose middle it has passed
  const step = height + gap;
  const shifts = boxes.map((_, i) => (i === from ? by : i > from && i <= to ? -step : i < from && i >= to ? step : 0));
  return { to, shifts };
};
