// What the tab keeps in case the session ends: the server restarted, the page loaded anew, a phone that slept.
// All of it lies in sessionStorage, which ends with the tab, so that the next person at the computer does not meet it.
// It goes to the server only when a session begins, and nothing is written before it is known what was kept.

/** @import { FrameData, TabAnswer } from "../shared/wire.js" */

import { onceBack } from "./connection.js";
import { packed, parsed, store, stored, unpacked } from "./storage.js";

/**
 * Reports something now: what the tab had kept, or the names of parcels that it has not got.
 * @typedef {(...report: [name: "back", answer: TabAnswer] | [name: "wanted", parcels: string[]]) => void} Report
 */

const RECORD = "cnn-explorer";
const ADDRESS = `${RECORD} address`;
const FULL = `${RECORD} is full`; // something once given found no room

/** @type {(parcel: string) => string} */
const placeOf = (parcel) => `${RECORD} ${parcel}`;

/** @type {(address: { pathname: string, search: string }) => string} */
const pageOf = ({ pathname, search }) => pathname + search;
const loaded = pageOf(new URL(performance.getEntriesByType("navigation")[0]?.name ?? location.href));

/** @type {string | undefined} */
let session; // of the server, the one this page knows

/** @type {Report | undefined} */
let tell; // how the page reports something now
let known = false; // whether what was kept for it is known, so that it may be written over

/** @type {Map<string, string>} */
const held = new Map(); // the digest of each parcel that was stored or asked for; one that finds no room is asked for once

export const noteAddress = () => {
  if (known) store(ADDRESS, pageOf(location));
};

/**
 * A session begins: report what was kept, if anything was, or if the server waits for an answer.
 * @param {FrameData} data
 * @param {Report} report
 */
function arrive({ session: begun, asks, record, parcels }, report) {
  const open = session !== undefined; // the page stayed, the session behind it is another: the address is its own
  session = begun;
  held.clear();
  const kept = stored(RECORD);
  const contents = Object.keys(parcels).flatMap((name) => {
    const content = unpacked(stored(placeOf(name)));
    return content ? [[name, content]] : [];
  });
  const news = contents.length || (kept && kept !== JSON.stringify(record));
  known = !news && !asks;
  if (known) return;
  const { notes, ...settings } = parsed(kept);
  report("back", {
    session,
    refused: Boolean(stored(FULL)) || !store(placeOf("trial"), "1") || !store(placeOf("trial"), ""),
    record: open || stored(ADDRESS) === loaded ? { notes, ...settings } : { notes },
    parcels: Object.fromEntries(contents),
  });
}

/**
 * Store what is worth keeping, and report which parcels are missing.
 * @param {FrameData} data
 * @param {Report} report
 */
function keep({ record, parcels }, report) {
  store(RECORD, Object.keys(record).length ? JSON.stringify(record) : "");
  noteAddress();
  const wanted = [];
  for (const [name, { digest, content }] of Object.entries(parcels)) {
    const place = placeOf(name);
    if (content) store(FULL, store(place, packed(digest, content)) ? "" : "1");
    else if (!digest) store(place, "");
    else if (held.get(name) !== digest && !stored(place).startsWith(`${digest}\n`)) wanted.push(name);
    held.set(name, digest);
  }
  if (wanted.length) report("wanted", wanted);
}

// A page that has found its server again, or another one, shows what no session stands behind any more: a run begins
// one at once, and not only with the next click.
onceBack.push(() => tell?.("wanted", []));

/**
 * Keep in the tab what a run sends, or bring back what was kept where a session begins.
 * @param {FrameData} data
 * @param {Report} report
 */
export function keepInTab(data, report) {
  tell = report;
  if (data.session !== session) arrive(data, report);
  known ||= data.answered;
  if (known) keep(data, report);
}
