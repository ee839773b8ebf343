/* The page around draw.js: reads the chosen file, replays, tells the outcome. */
"use strict";

(() => {
  const WORDS = {
    ja: {
      working: "再現しています…",
      same: (n) => `一致しました。公開された結果の${n}行すべてが、再現した結果と同じです。`,
      differs: (d) => `一致しません。${d.line}行目は「${d.recorded || "（行なし）"}」ですが、再現した結果は「${d.replayed || "（行なし）"}」です。`,
      fresh: "名簿から抽選しました。このファイルには、照らし合わせる結果がまだありません。",
      hash_same: "名簿は、抽選前に公表されたものと同じです。",
      hash_other: "名簿は、抽選前に公表されたものと違います。",
      facts: ["名簿のハッシュ値（SHA-256）", "公表値", "使った値", "申込", "当選", "口数の決め方"],
      fallback: "（代わりの値）", count: (n) => `${n}件`, none: "落選", void: { household_void: "無効（世帯で重複）", household_other_ticket: "対象外（世帯の別の申込で参加）" },
      ticket: ["順位", "抽選の値", "抽選の結果", "現在"], now_none: "－", waiting: (o, n) => `補欠（${o}）${n}番`, left: "辞退",
      place: (k, n) => `${n}件中${k}番目`, unknown: "この番号は名簿にありません。ハイフンも含めて、番号票のとおりに入力してください。",
      errors: {
        not_utf8: "文字コードが UTF-8 ではありません。公開されたファイルをそのまま選んでください。",
        not_a_draw: "抽選の名簿ファイルではありません。「musubi-draw」で始まるファイルを選んでください。",
        cut_off: "ファイルが途中で切れています。もう一度ダウンロードしてください。",
        wrong_count: "申込の件数が「end」の行と合いません。ファイルが変えられています。",
        not_ascending: "抽選番号の順に並んでいません。ファイルが変えられています。",
        not_drawn: "この名簿はまだ抽選されていません。「抽選に使う公表値」を入力してください。",
        wrong_value: "公表値は半角の英数字・ピリオド・ハイフンで入力してください。",
        wrong_event: "辞退または枠の開放の記録が正しくありません。", twice: "同じ希望が2回書かれています。", wrong_line: "書き方が決まりと違います。ファイルが変えられています。",
      },
      at: (e) => (e.line ? `${e.line}行目: ` : ""),
    },
    en: {
      working: "Replaying…",
      same: (n) => `Confirmed: all ${n} lines of the published outcome equal the replay.`,
      differs: (d) => `Not confirmed: line ${d.line} is “${d.recorded || "(no line)"}”, the replay gives “${d.replayed || "(no line)"}”.`,
      fresh: "Drawn from the list. This file holds no outcome yet to compare with.",
      hash_same: "The list is the one published before the draw.",
      hash_other: "The list is not the one published before the draw.",
      facts: ["Hash of the list (SHA-256)", "Public value", "Value used", "Entries", "Winners", "How weights came about"],
      fallback: " (the fall-back)", count: (n) => String(n), none: "no place", void: { household_void: "void (several of one household)", household_other_ticket: "took no part (the household's other ticket did)" },
      ticket: ["Position", "Number", "Drawn", "Now"], now_none: "–", waiting: (o, n) => `waiting for ${o}: ${n}`, left: "left",
      place: (k, n) => `position ${k} of ${n}`, unknown: "This ticket is not on the list. Type it as on your slip, with its hyphens.",
      errors: {
        not_utf8: "The file is not UTF-8: choose the published file as it is.",
        not_a_draw: "This is no list of a draw: choose the file that begins with “musubi-draw”.",
        cut_off: "The file is cut off: download it again.",
        wrong_count: "The number of entries is not that of the “end” line: the file has been changed.",
        not_ascending: "The tickets do not ascend: the file has been changed.",
        not_drawn: "This list is not drawn yet: type the public value.",
        wrong_value: "Type the public value in plain letters, digits, dots and hyphens.",
        wrong_event: "The record of a ticket that left or a quota that was opened is wrong.", twice: "A wish stands there twice.", wrong_line: "The line is not written as it should be: the file has been changed.",
      },
      at: (e) => (e.line ? `Line ${e.line}: ` : ""),
    },
  };
  const words = WORDS[document.documentElement.lang] || WORDS.ja;
  const PAGE = 200;
  const get = (id) => document.getElementById(id);
  let shown = null;

  function add(parent, tag, text, kind = "") {
    const made = document.createElement(tag);
    made.textContent = text;
    if (kind) made.className = kind;
    parent.append(made);
    return made;
  }

  function say(text, kind = "") { add(get("state"), "p", text, kind); }

  /** What a ticket holds now: a place, a number on a waiting list, or nothing. */
  function now(entry) {
    const { replayed } = shown;
    const has = replayed.places.get(entry.ticket);
    if (shown.left.has(entry.ticket)) return words.left;
    if (has) return shown.names.get(has);
    const waiting = entry.wishes.filter((o) => replayed.waits(entry, o)).map((o) => words.waiting(shown.names.get(o), place(o, entry.ticket)));
    return waiting.join(" ") || words.now_none;
  }

  function place(option, ticket) {
    if (!shown.lists.has(option)) {
      const line = shown.replayed.numbered.map((n) => n.entry).filter((e) => e.wishes.includes(option) && shown.replayed.waits(e, option));
      shown.lists.set(option, new Map(line.map((e, k) => [e.ticket, k + 1])));
    }
    return shown.lists.get(option).get(ticket);
  }

  function rows() {
    const { numbered, won } = shown.replayed;
    const end = Math.min(numbered.length, shown.count + PAGE);
    for (let k = shown.count; k < end; k += 1) {
      const row = add(get("rows"), "tr", ""), { entry, number } = numbered[k], got = won.get(entry.ticket);
      for (const text of [k + 1, entry.ticket, number.slice(0, 16), got ? shown.names.get(got) : words.none, now(entry)]) add(row, "td", String(text));
    }
    shown.count = end;
    get("more").hidden = end >= numbered.length;
  }

  function find() {
    const ticket = get("ticket").value.normalize("NFKC").trim().toUpperCase(), answer = get("found");
    answer.replaceChildren();
    if (!ticket || !shown) return;
    const { numbered, won, out } = shown.replayed;
    const k = numbered.findIndex((n) => n.entry.ticket === ticket);
    if (k < 0) { add(answer, "p", out.has(ticket) ? words.void[out.get(ticket)] : words.unknown); return; }
    const { entry, number } = numbered[k], got = won.get(ticket);
    const list = add(answer, "dl", "");
    const told = [words.place(k + 1, numbered.length), number, got ? shown.names.get(got) : words.none, now(entry)];
    told.forEach((text, row) => { add(list, "dt", words.ticket[row]); add(list, "dd", text); });
  }

  function show(published, replayed) {
    const { lottery } = published;
    const left = new Set(replayed.lines.filter((l) => l.startsWith("left\t")).map((l) => l.split("\t")[1]));
    shown = { replayed, left, names: new Map(lottery.options.map((o) => [o.id, o.name || o.id])), lists: new Map(), count: 0 };
    get("outcome-title").textContent = lottery.title;
    get("facts").replaceChildren();
    const used = replayed.value + (replayed.source === "fallback" ? words.fallback : "");
    const announced = replayed.source === "fallback" ? lottery.fallback : lottery.value;
    const facts = [published.listHash, announced, used, words.count(lottery.entries.length), words.count(replayed.won.size)];
    if (lottery.weights) facts.push(lottery.weights);
    facts.forEach((fact, k) => { add(get("facts"), "dt", words.facts[k]); add(get("facts"), "dd", fact); });
    get("rows").replaceChildren();
    rows();
    get("outcome").hidden = false;
    find();
  }

  async function replay() {
    get("outcome").hidden = true;
    get("state").replaceChildren();
    say(words.working);
    const bytes = new Uint8Array(await get("file").files[0].arrayBuffer());
    await new Promise((resolve) => { setTimeout(resolve, 20); }); // lets the line above be painted
    const state = get("state");
    try {
      const published = MusubiDraw.read(bytes);
      const value = get("value").value.trim() || undefined;
      const drawn = published.recorded.length > 0;
      const replayed = MusubiDraw.replay(published, drawn ? undefined : value);
      const hash = get("hash").value.trim().toLowerCase();
      state.replaceChildren();
      const other = hash !== "" && hash !== published.listHash;
      if (hash) say(other ? words.hash_other : words.hash_same, other ? "bad" : "good");
      const difference = drawn ? MusubiDraw.difference(published, replayed) : null;
      if (!drawn) say(words.fresh);
      else if (difference) say(words.differs(difference), "bad");
      else say(words.same(replayed.lines.length), other ? "" : "good");
      show(published, replayed);
    } catch (error) {
      if (!(error instanceof MusubiDraw.FileError)) throw error;
      state.replaceChildren();
      say(words.at(error) + words.errors[error.code] + (error.found ? ` 「${error.found}」` : ""), "bad");
    }
  }

  get("ask").addEventListener("submit", (event) => { event.preventDefault(); replay(); });
  get("more").addEventListener("click", rows);
  get("ticket").addEventListener("input", find);
})();
