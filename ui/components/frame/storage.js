// What lies in the storage of the tab, as texts: parcels, and objects.

/** @import { ParcelContent } from "../shared/wire.js" */

/**
 * What lies at a place, or "": a browser may forbid storage.
 * @param {string} place
 */
export const stored = (place) => {
  try {
    return sessionStorage.getItem(place) ?? "";
  } catch {
    return "";
  }
};

/**
 * Put a text at a place; whether there was room for it.
 * @param {string} place
 * @param {string} text
 */
export const store = (place, text) => {
  try {
    sessionStorage.removeItem(place); // what is old must not outlive what finds no room
    if (text) sessionStorage.setItem(place, text);
    return true;
  } catch {
    return false;
  }
};

/**
 * A parcel as it is stored: its digest, its facts and its bytes, a line each; a byte is a letter.
 * @param {string} digest
 * @param {ParcelContent} content
 */
export const packed = (digest, { facts, bytes }) => `${digest}\n${facts}\n${atob(bytes)}`;

/**
 * The content of a parcel as it was stored, or null where something else lies in its place.
 * @param {string} text
 * @returns {ParcelContent | null}
 */
export const unpacked = (text) => {
  const [digest, facts, bytes] = text.split("\n", 3);
  if (bytes === undefined) return null;
  try {
    return { facts, bytes: btoa(text.slice(digest.length + facts.length + 2)) };
  } catch {
    return null; // letters that are no bytes
  }
};

/**
 * The object that a text holds, or an empty one.
 * @param {string} text
 * @returns {Record<string, unknown>}
 */
export const parsed = (text) => {
  try {
    /** @type {unknown} */
    const found = JSON.parse(text);
    return typeof found === "object" && !Array.isArray(found) ? { ...found } : {};
  } catch {
    return {};
  }
};
