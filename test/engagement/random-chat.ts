import { DateTime } from "luxon";
import type { RawChat } from "./fill.ts";

/** mulberry32: the same numbers for a seed on every machine */
export function seeded(seed: number): () => number {
  return () => {
    seed = (seed + 0x6d2b79f5) | 0;
    let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

/** A community's life of `days` days in which people come, stay, drift away and return, some under two identities. */
export function randomChat(seed: number, zone: string, from: string, days: number): RawChat {
  const random = seeded(seed);
  const start = DateTime.fromISO(from, { zone });
  const instant = (day: number) => start.plus({ days: day, minutes: Math.floor(random() * 1500) }).toJSDate();
  const chat: RawChat = { zone, members: [], messages: [], passages: [] };
  for (let id = 1; id <= 60; id++) {
    const merged = id % 6 === 0 ? { mergedIntoId: id - (random() < 0.5 ? 1 : 2) } : {};
    chat.members.push({ id, name: `n${Math.floor(random() * 20)}`, ...merged });
    const joinDay = Math.floor(random() * days);
    chat.passages.push({ at: instant(joinDay), memberId: random() < 0.9 ? id : null, kind: "join" });
    if (random() < 0.3) chat.passages.push({ at: instant(days - 1), memberId: id, kind: "leave" });
    if (random() < 0.2) continue; // joined and never wrote
    let zeal = random() ** 2;
    for (let day = joinDay; day < days; day++) {
      if (random() < 0.03) zeal = random() ** 2;
      for (let count = random() < zeal ? Math.ceil(random() * 4) : 0; count > 0; count--)
        chat.messages.push({ at: instant(day), memberId: id, chatId: 1 + Math.floor(random() * 3) });
    }
  }
  for (let count = 0; count < 40; count++)
    chat.messages.push({
      at: instant(Math.floor(random() * days)),
      memberId: random() < 0.5 ? null : "others",
      chatId: 1,
    });
  return chat;
}
