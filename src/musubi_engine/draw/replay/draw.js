/* The draw, written a second time from docs/engine/draw.md: reads a published file, draws anew, lists the outcome.
   Needs no server, no library and no secure context: SHA-256 (FIPS 180-4) and HMAC (RFC 2104) are below. */
"use strict";

const MusubiDraw = (() => {
  const START = new Uint32Array([
    0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19,
  ]);
  const K = new Int32Array(new Uint32Array([
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
    0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
    0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
    0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
    0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
    0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
    0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
    0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2,
  ]));
  const W = new Int32Array(64), TAIL = new Uint8Array(128), BITS = new DataView(TAIL.buffer);

  function compress(state, bytes, at) {
    for (let i = 0; i < 16; i += 1) {
      const p = at + 4 * i;
      W[i] = (bytes[p] << 24) | (bytes[p + 1] << 16) | (bytes[p + 2] << 8) | bytes[p + 3];
    }
    for (let i = 16; i < 64; i += 1) {
      const x = W[i - 15], y = W[i - 2];
      const s0 = ((x >>> 7) | (x << 25)) ^ ((x >>> 18) | (x << 14)) ^ (x >>> 3);
      const s1 = ((y >>> 17) | (y << 15)) ^ ((y >>> 19) | (y << 13)) ^ (y >>> 10);
      W[i] = (W[i - 16] + s0 + W[i - 7] + s1) | 0;
    }
    let a = state[0], b = state[1], c = state[2], d = state[3], e = state[4], f = state[5], g = state[6], h = state[7];
    for (let i = 0; i < 64; i += 1) {
      const s1 = ((e >>> 6) | (e << 26)) ^ ((e >>> 11) | (e << 21)) ^ ((e >>> 25) | (e << 7));
      const t1 = (h + s1 + ((e & f) ^ (~e & g)) + K[i] + W[i]) | 0;
      const s0 = ((a >>> 2) | (a << 30)) ^ ((a >>> 13) | (a << 19)) ^ ((a >>> 22) | (a << 10));
      const t2 = (s0 + ((a & b) ^ (a & c) ^ (b & c))) | 0;
      h = g; g = f; f = e; e = (d + t1) | 0; d = c; c = b; b = a; a = (t1 + t2) | 0;
    }
    state[0] += a; state[1] += b; state[2] += c; state[3] += d;
    state[4] += e; state[5] += f; state[6] += g; state[7] += h;
  }

  /** Finish a hash: `state` after `before` bytes (a multiple of 64), then the rest. */
  function finish(state, before, rest) {
    let at = 0;
    for (; at + 64 <= rest.length; at += 64) compress(state, rest, at);
    const end = rest.length - at > 55 ? 128 : 64;
    TAIL.fill(0);
    for (let i = at; i < rest.length; i += 1) TAIL[i - at] = rest[i];
    TAIL[rest.length - at] = 0x80;
    const length = before + rest.length;
    BITS.setUint32(end - 8, Math.floor(length / 536870912));
    BITS.setUint32(end - 4, (length << 3) >>> 0);
    for (let p = 0; p < end; p += 64) compress(state, TAIL, p);
    return state;
  }

  const OCTET = Array.from({ length: 256 }, (_, x) => x.toString(16).padStart(2, "0"));

  function hex(state) {
    let text = "";
    for (let i = 0; i < 8; i += 1) {
      const word = state[i];
      text += OCTET[word >>> 24] + OCTET[(word >>> 16) & 255] + OCTET[(word >>> 8) & 255] + OCTET[word & 255];
    }
    return text;
  }

  const utf8 = (text) => new TextEncoder().encode(text);
  const sha256 = (bytes) => hex(finish(START.slice(), 0, bytes));

  function toBytes(state) {
    const bytes = new Uint8Array(32);
    const view = new DataView(bytes.buffer);
    for (let i = 0; i < 8; i += 1) view.setUint32(4 * i, state[i]);
    return bytes;
  }

  /** A function from text to HMAC-SHA256(key, text) in hexadecimal. */
  function hmac(key) {
    let bytes = utf8(key);
    if (bytes.length > 64) bytes = toBytes(finish(START.slice(), 0, bytes));
    const padded = new Uint8Array(64);
    padded.set(bytes);
    const inner = START.slice(), outer = START.slice();
    compress(inner, padded.map((x) => x ^ 0x36), 0);
    compress(outer, padded.map((x) => x ^ 0x5c), 0);
    return (text) => hex(finish(outer.slice(), 64, toBytes(finish(inner.slice(), 64, utf8(text)))));
  }

  class FileError extends Error {
    constructor(code, line, found = "") {
      super(`${code} line ${line} ${found}`);
      Object.assign(this, { code, line, found });
    }
  }

  const NAME = /^[A-Za-z0-9_-]{1,20}$/, TICKET = /^[0-9A-Z-]{4,40}$/, NUMBER = /^(0|[1-9][0-9]{0,8})$/;
  const LIST = /^[A-Za-z0-9_-]{1,20}(,[A-Za-z0-9_-]{1,20})*$/, VALUE = /^[0-9A-Za-z.-]{1,200}$/, HASH = /^[0-9a-f]{64}$/;

  /** The lines of a file; a byte order mark and carriage returns are taken off. */
  function linesOf(bytes) {
    let text;
    try {
      text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    } catch {
      throw new FileError("not_utf8", 1);
    }
    return text.replaceAll("\r\n", "\n").replace(/\n$/, "").split("\n");
  }

  /** Read the published file. */
  function read(bytes) {
    const lines = linesOf(bytes);
    let at = 0;
    const check = (good, code) => { if (!good) throw new FileError(code, at + 1, (lines[at] || "").slice(0, 60)); };
    const fields = (kind, count) => {
      check(at < lines.length, "cut_off");
      const row = lines[at].split("\t");
      check(row[0] === kind && row.length === count + 1, "wrong_line");
      return row.slice(1);
    };
    const single = (kind) => { const [text] = fields(kind, 1); check(text !== "", "wrong_line"); at += 1; return text; };
    const whole = (text) => { check(NUMBER.test(text), "wrong_line"); return Number(text); };
    const fits = (pattern, text) => { check(pattern.test(text), "wrong_line"); return text; };
    const orNone = (pattern, text) => (text === "-" ? "" : fits(pattern, text));
    const names = (text) => {
      const found = fits(LIST, text).split(",");
      check(new Set(found).size === found.length, "twice");
      return found;
    };
    check(lines[0] === "musubi-draw\t1", "not_a_draw");
    at = 1;
    const lottery = { title: single("title"), options: [], quotas: [], entries: [] };
    const is = (kind) => at < lines.length && lines[at].startsWith(`${kind}\t`);
    for (; is("option"); at += 1) {
      const [id, places, name] = fields("option", 3);
      lottery.options.push({ id: fits(NAME, id), places: whole(places), name: name === "-" ? "" : name });
    }
    const known = new Set(lottery.options.map((o) => o.id));
    check(lottery.options.length > 0 && known.size === lottery.options.length, "wrong_line");
    for (; is("quota"); at += 1) {
      const [id, options, labels, least, most, mode] = fields("quota", 6);
      check(["release", "keep"].includes(mode) && names(options).every((o) => known.has(o)), "wrong_line");
      lottery.quotas.push({ id: fits(NAME, id), options: names(options), labels: names(labels), atLeast: whole(least),
        atMost: most === "-" ? null : whole(most), release: mode === "release" });
    }
    for (const kind of ["households", "promotion", "value", "fallback"]) lottery[kind] = single(kind);
    check(["void", "one-ticket", "one-win"].includes(lottery.households) && ["losers", "all"].includes(lottery.promotion), "wrong_line");
    lottery.weights = is("weights") ? single("weights") : "";
    for (; is("entry"); at += 1) {
      const [ticket, wishes, label, weight, places, household, commitment] = fields("entry", 7);
      const entry = { ticket: fits(TICKET, ticket), wishes: names(wishes), label: orNone(NAME, label), weight: whole(weight),
        places: whole(places), household: orNone(TICKET, household), commitment: orNone(HASH, commitment) };
      check(entry.wishes.every((o) => known.has(o)) && entry.weight > 0 && entry.places > 0, "wrong_line");
      const last = lottery.entries[lottery.entries.length - 1];
      check(!last || last.ticket < ticket, "not_ascending");
      lottery.entries.push(entry);
    }
    check(whole(fields("end", 1)[0]) === lottery.entries.length, "wrong_count");
    at += 1;
    const listHash = sha256(utf8(lines.slice(0, at).join("\n") + "\n"));
    return { lottery, listHash, recorded: lines.slice(at), firstLine: at + 1 };
  }

  /** Entries that take part, and tickets that do not with the reason. */
  function takingPart(lottery) {
    const tickets = new Map();
    for (const e of lottery.entries) {
      if (e.household && tickets.has(e.household)) tickets.get(e.household).push(e.ticket);
      else if (e.household) tickets.set(e.household, [e.ticket]);
    }
    const out = new Map();
    for (const e of lottery.entries) {
      const all = e.household ? tickets.get(e.household) : [e.ticket];
      if (lottery.households === "void" && all.length > 1) out.set(e.ticket, "household_void");
      if (lottery.households === "one-ticket" && all[0] !== e.ticket) out.set(e.ticket, "household_other_ticket");
    }
    return [lottery.entries.filter((e) => !out.has(e.ticket)), out];
  }

  /** By option: places, classes of labels with reserved places and maxima, and what is taken. */
  function makeRooms(lottery, opened = new Set()) {
    const rooms = new Map(lottery.options.map((o) => [o.id, { places: o.places, classes: new Map(), reserved: [], lent: [], caps: [], held: [], total: 0 }]));
    for (const quota of lottery.quotas) {
      const cap = quota.atMost === null ? null : { atMost: quota.atMost, taken: 0 };
      for (const option of quota.options) {
        const room = rooms.get(option);
        if (!room.classes.has(quota.labels[0])) {
          for (const label of quota.labels) room.classes.set(label, room.reserved.length);
          room.reserved.push(0); room.lent.push(true); room.caps.push([]); room.held.push(0);
        }
        const own = room.classes.get(quota.labels[0]);
        if (quota.atLeast) {
          room.reserved[own] = opened.has(quota.id) ? 0 : quota.atLeast;
          room.lent[own] = quota.release;
        }
        if (cap) room.caps[own].push(cap);
      }
    }
    return rooms;
  }

  const classOf = (room, entry) => room.classes.get(entry.label) ?? -1;

  function fits(room, entry) {
    const own = classOf(room, entry);
    let kept = 0;
    room.reserved.forEach((count, c) => { if (!room.lent[c]) kept += Math.max(0, count - room.held[c] - (c === own ? entry.places : 0)); });
    if (room.total + entry.places + kept > room.places) return false;
    return own < 0 || room.caps[own].every((cap) => cap.taken + entry.places <= cap.atMost);
  }

  function take(room, entry, sign = 1) {
    const own = classOf(room, entry), size = sign * entry.places;
    room.total += size;
    if (own >= 0) { room.held[own] += size; for (const cap of room.caps[own]) cap.taken += size; }
  }

  /** Each ticket in turn takes the first of its wishes with room. */
  function oneByOne(lottery, order) {
    const rooms = makeRooms(lottery), won = new Map(), winners = new Set();
    for (const entry of order) {
      if (lottery.households === "one-win" && entry.household && winners.has(entry.household)) continue;
      const wish = entry.wishes.find((o) => rooms.get(o).total < rooms.get(o).places && fits(rooms.get(o), entry));
      if (wish === undefined) continue;
      take(rooms.get(wish), entry);
      won.set(entry.ticket, wish);
      winners.add(entry.household);
    }
    return won;
  }

  /** Which of the positions (ascending) an option keeps, when reserved places are released: stated as the rule reads. */
  function chosen(room, positions, order) {
    const inside = room.reserved.map(() => 0), taken = room.reserved.map(() => 0), kept = [], others = [];
    for (const p of positions) {
      const own = classOf(room, order[p]);
      if (own >= 0 && inside[own] < room.reserved[own]) { inside[own] += 1; taken[own] += 1; kept.push(p); } else others.push(p);
    }
    let left = room.places - room.reserved.reduce((sum, count, c) => sum + (room.lent[c] ? inside[c] : count), 0);
    for (const p of others) {
      const own = classOf(room, order[p]);
      if (left <= 0) break;
      if (own >= 0 && room.caps[own].some((cap) => taken[own] + 1 > cap.atMost)) continue;
      if (own >= 0) taken[own] += 1;
      left -= 1;
      kept.push(p);
    }
    return kept;
  }

  /** Deferred acceptance in rounds: all who are refused apply to their next wish, each option keeps by the rule. */
  function deferred(lottery, order) {
    const rooms = makeRooms(lottery), held = new Map(lottery.options.map((o) => [o.id, []]));
    const lines = new Map();
    order.forEach((entry, p) => {
      const key = lottery.households === "one-win" && entry.household ? `h ${entry.household}` : `t ${entry.ticket}`;
      if (lines.has(key)) lines.get(key).push(p); else lines.set(key, [p]);
    });
    const next = new Map();
    for (const line of lines.values()) line.forEach((p, k) => next.set(p, line[k + 1]));
    const turn = new Int32Array(order.length);
    let applying = [...lines.values()].map((line) => line[0]);
    while (applying.length) {
      const offers = new Map();
      for (let p of applying) {
        while (p !== undefined && turn[p] >= order[p].wishes.length) p = next.get(p);
        if (p === undefined) continue;
        const wish = order[p].wishes[turn[p]];
        turn[p] += 1;
        if (!offers.has(wish)) offers.set(wish, []);
        offers.get(wish).push(p);
      }
      applying = [];
      for (const [option, positions] of offers) {
        const all = [...held.get(option), ...positions].sort((a, b) => a - b);
        const kept = new Set(chosen(rooms.get(option), all, order));
        held.set(option, all.filter((p) => kept.has(p)));
        for (const p of all) if (!kept.has(p)) applying.push(p);
      }
    }
    const won = new Map();
    for (const [option, positions] of held) for (const p of positions) won.set(order[p].ticket, option);
    return won;
  }

  /** What happens after the draw: tickets that leave, quotas that are opened, and who moves up. */
  function after(lottery, order, won, out, events) {
    const places = new Map(won), left = new Set(), opened = new Set(), lines = [], holding = new Map(); // households that hold places
    let rooms;
    const hold = (entry, sign) => holding.set(entry.household, (holding.get(entry.household) || 0) + sign);
    for (const e of order) if (places.has(e.ticket)) hold(e, 1);
    const fill = () => { rooms = makeRooms(lottery, opened); for (const e of order) if (places.has(e.ticket)) take(rooms.get(places.get(e.ticket)), e); };
    fill();
    const waits = (entry, option) => {
      const wish = entry.wishes.indexOf(option), has = places.get(entry.ticket);
      if (left.has(entry.ticket) || wish < 0) return false;
      if (has !== undefined) return lottery.promotion === "all" && wish < entry.wishes.indexOf(has);
      if (lottery.households === "one-win" && entry.household) return !holding.get(entry.household);
      return true;
    };
    const nextFor = (option) => {
      const room = rooms.get(option);
      if (room.total >= room.places) return null;
      let first = null;
      for (const entry of order) {
        if (!waits(entry, option) || !fits(room, entry)) continue;
        const own = classOf(room, entry);
        if (own >= 0 && room.held[own] < room.reserved[own]) return entry;
        first = first || entry;
      }
      return first;
    };
    for (const [kind, subject] of events) {
      const entry = order.find((e) => e.ticket === subject);
      const quota = lottery.quotas.find((q) => q.id === subject && q.atLeast && !q.release);
      if (kind === "left" ? !entry || left.has(subject) : !quota || opened.has(subject)) throw new FileError("wrong_event", 0, `${kind} ${subject}`);
      lines.push(`${kind}\t${subject}`);
      if (kind === "left") {
        left.add(subject);
        if (places.has(subject)) { take(rooms.get(places.get(subject)), entry, -1); places.delete(subject); hold(entry, -1); }
      } else { opened.add(subject); fill(); }
      for (let k = 0; k < lottery.options.length;) {
        const option = lottery.options[k].id, found = nextFor(option);
        if (!found) { k += 1; continue; }
        const before = places.get(found.ticket);
        if (before) take(rooms.get(before), found, -1); else hold(found, 1);
        take(rooms.get(option), found);
        places.set(found.ticket, option);
        lines.push(`promoted\t${found.ticket}\t${option}\t${before || "-"}`);
        k = 0;
      }
    }
    return { places, lines, waits };
  }

  /** Draw anew; without a value the recorded one and the recorded events count. */
  function replay(published, value) {
    const { lottery, listHash, recorded } = published;
    let source = "announced", events = [];
    if (value === undefined) {
      const row = (recorded[0] || "").split("\t");
      if (row[0] !== "drawn" || row.length !== 4) throw new FileError("not_drawn", published.firstLine);
      value = row[2]; source = row[3];
      events = recorded.map((line) => line.split("\t")).filter((f) => f.length === 2 && (f[0] === "left" || f[0] === "opened"));
    }
    if (!VALUE.test(value)) throw new FileError("wrong_value", published.firstLine, value);
    const seed = `${listHash}|${value}`, number = hmac(seed);
    const [part, out] = takingPart(lottery);
    const numbered = part.map((entry) => {
      let best = number(`${entry.ticket}|0`);
      for (let i = 1; i < entry.weight; i += 1) { const other = number(`${entry.ticket}|${i}`); if (other < best) best = other; }
      return { entry, number: best };
    });
    numbered.sort((a, b) => (a.number < b.number ? -1 : a.number > b.number ? 1 : a.entry.ticket < b.entry.ticket ? -1 : 1));
    const order = numbered.map((n) => n.entry);
    const lent = lottery.quotas.some((q) => q.atLeast && q.release);
    const won = lent ? deferred(lottery, order) : oneByOne(lottery, order);
    const since = after(lottery, order, won, out, events);
    const lines = [`drawn\t${listHash}\t${value}\t${source}`];
    numbered.forEach((n, k) => lines.push(`result\t${k + 1}\t${n.entry.ticket}\t${n.number.slice(0, 16)}\t${won.get(n.entry.ticket) || "-"}`));
    for (const [ticket, reason] of out) lines.push(`void\t${ticket}\t${reason}`);
    lines.push(...since.lines);
    return { seed, value, source, numbered, won, out, places: since.places, waits: since.waits, lines };
  }

  /** The first recorded line that the replay does not confirm, or null. */
  function difference(published, replayed) {
    const count = Math.max(published.recorded.length, replayed.lines.length);
    for (let k = 0; k < count; k += 1) {
      if (published.recorded[k] !== replayed.lines[k]) {
        return { line: published.firstLine + k, recorded: published.recorded[k] || "", replayed: replayed.lines[k] || "" };
      }
    }
    return null;
  }

  return { read, replay, difference, sha256, utf8, hmac, FileError };
})();
