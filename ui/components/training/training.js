// The component with the card of a training.

/** @import { Mounted } from "../shared/elements.js" */
/** @import { EpochInView, TrainingData } from "../shared/wire.js" */

import { partOf } from "../shared/elements.js";
import { Training } from "./card.js";

/** @type {WeakMap<HTMLElement, Training>} */
const trainings = new WeakMap(); // those on the page

/** @param {Mounted<TrainingData>} mounted */
export default function ({ data, parentElement, setStateValue }) {
  const root = partOf(parentElement, ".training", HTMLElement);
  const old = trainings.get(root);
  const training = old ?? new Training(root, data);
  trainings.set(root, training);
  training.report = (epoch) => {
    /** @type {EpochInView} */
    const view = { run: data.run, epoch };
    setStateValue("epoch", view);
  };
  old?.follow(data);
  return () => {
    training.close();
    trainings.delete(root);
  };
}
