// Words that Python sends, with numbers in them.

/**
 * A template with texts in place of the names in braces; other names stay.
 * @type {(template: string, texts: Record<string, string>) => string}
 */
export const filled = (template, texts) => template.replace(/\{(-?\w+)\}/g, (found, name) => texts[name] ?? found);

/**
 * A text with its powers, each written as ^{…}, raised.
 * @type {(text: string) => string}
 */
export const raised = (text) => text.replace(/\^\{(.*?)\}/g, "<sup>$1</sup>");

/**
 * Of words for numbers below zero, for zero, and for numbers above: those for x.
 * @template Words
 * @param {{ below: Words, zero: Words, above: Words }} words
 * @param {number} x
 */
export const onSide = ({ below, zero, above }, x) => (x < 0 ? below : x > 0 ? above : zero);
