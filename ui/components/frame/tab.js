// What the tab keeps in case the session ends: the server restarted, the page loaded anew, a phone that slept.
// All of it lies in sessionStorage, which ends with the tab, so that the next person at the computer does not meet it.
// It goes to the server only when a session begins, and nothing is written before it is known what was kept.

import { onceBack } from "./connection.js";

const RECORD = "cnn-explorer";
const ADDRESS = `${RECORD} address`;
const FULL = `${RECORD} is full`; // something once given found no room
const placeOf = (parcel) => `${RECORD} ${parcel}`;
const here = ({ pathname, search } = location) => pathname + search;
const loaded = here(new URL(performance.getEntriesByType("navigation")[0]?.name ?? location.href));

let session; // of the server, the one this page knows
let tell; // how the page reports something now
let known = false; // whether what was kept for it is known, so that it may be written over
const held = new Map(); // the digest of each parcel that was stored or asked for; one that finds no room is asked for once

// A browser may forbid storage, or have no room left.
const stored = (place) => {
  try {
    return sessionStorage.getItem(place) ?? "";
  } catch {
    return "";
  }
};
const store = (place, text) => {
  try {
    sessionStorage.removeItem(place); // what is old must not outlive what finds no room
    if (text) sessionStorage.setItem(place, text);
    return true;
  } catch {
    return false;
  }
};

// A parcel is stored as its digest, its facts and its bytes, a line each; a byte is a letter.
const packed = ({ digest, content: { facts, bytes } }) => `${digest}\n${facts}\n${atob(bytes)}`;
const unpacked = (text) => {
  const [digest, facts] = text.split("\n", 2);
  return { facts, bytes: btoa(text.slice(digest.length + facts.length + 2)) };
};
const parsed = (text) => {
  try {
    return JSON.parse(text);
  } catch {
    return {};
  }
};

export const noteAddress = () => {
  if (known) store(ADDRESS, here());
};

function arrive({ session: begun, asks, record, parcels }, report) {
  const open = session !== undefined; // the page stayed, the session behind it is another: the address is its own
  session = begun;
  held.clear();
  const names = Object.keys(parcels).filter((name) => stored(placeOf(name)));
  const kept = stored(RECORD);
  const news = names.length || (kept && kept !== JSON.stringify(record));
  known = !news && !asks;
  if (known) return;
  const { notes, ...settings } = parsed(kept);
  report("back", {
    session,
    refused: Boolean(stored(FULL)) || !store(placeOf("trial"), "1") || !store(placeOf("trial"), ""),
    record: open || stored(ADDRESS) === loaded ? { notes, ...settings } : { notes },
    parcels: Object.fromEntries(names.map((name) => [name, unpacked(stored(placeOf(name)))])),
  });
}

function keep({ record, parcels }, report) {
  store(RECORD, Object.keys(record).length ? JSON.stringify(record) : "");
  noteAddress();
  const wanted = [];
  for (const [name, parcel] of Object.entries(parcels)) {
    const place = placeOf(name);
    if (parcel.content) store(FULL, store(place, packed(parcel)) ? "" : "1");
    else if (!parcel.digest) store(place, "");
    else if (held.get(name) !== parcel.digest && !stored(place).startsWith(`${parcel.digest}\n`)) wanted.push(name);
    held.set(name, parcel.digest);
  }
  if (wanted.length) report("wanted", wanted);
}

// A page that has found its server again, or another one, shows what no session stands behind any more: a run begins
// one at once, and not only with the next click.
onceBack.push(() => tell?.("wanted", []));

export function keepInTab(data, report) {
  tell = report;
  if (data.session !== session) arrive(data, report);
  known ||= data.answered;
  if (known) keep(data, report);
}
