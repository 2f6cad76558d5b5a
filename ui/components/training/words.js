// A training in words: its curves, and one of its epochs.

/** @import { TrainingData } from "../shared/wire.js" */
/** @import { Chart } from "./chart.js" */

import { made } from "../shared/nodes.js";
import { written } from "../shared/numbers.js";
import { percent } from "../shared/shares.js";

/**
 * Writes what may be null: a loss beyond all numbers.
 * @type {(write: (value: number) => string) => (value: number | null) => string}
 */
const orInfinity = (write) => (value) => (value === null ? "∞" : write(value));

const loss = orInfinity(written);
const share = orInfinity(percent);

/**
 * What a chart shows, for those who hear it.
 * @param {Chart} chart
 * @param {TrainingData} data
 */
export const chartWords = ({ name, title }, data) => {
  const { trained, held } = data[name];
  const last = trained.length - 1;
  if (last < 0) return `${title}: nothing trained yet`;
  const write = name === "loss" ? loss : share;
  return `${title} from epoch 0 to ${last}: pictures it trains with from ${write(trained[0])} to ${write(trained[last])}, held-out ones from ${write(held[0])} to ${write(held[last])}`;
};

/**
 * An epoch in a sentence, with its numbers in bold.
 * @param {TrainingData} data
 * @param {number} epoch
 */
export const epochSentence = ({ loss: losses, accuracy, answers, first, beginning }, epoch) => {
  /** @type {(text: string) => HTMLElement} */
  const bold = (text) => made("b", "", text);
  const said = [epoch ? `Epoch ${epoch}: loss ` : `Before training (weights ${first}): loss `, bold(loss(losses.trained[epoch])), ", right "];
  // What it trains with is looked at on the way, the rest once the epoch is over.
  said.push(epoch ? "were " : "are ", bold(share(accuracy.trained[epoch])), " of the pictures it trains with", epoch ? " as their turn came, and after it " : " and ");
  said.push(bold(share(accuracy.held[epoch])), " of the held-out ones.");
  if (!epoch && beginning) said.push(` ${beginning}`);
  if (answers[epoch]) said.push(" Of the picture below it says: ", bold(answers[epoch]), ".");
  return said;
};
