import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { DateTime } from "luxon";
import type { RawChat } from "./fill.ts";

interface Line {
  author: string | null;
  sent_at: string;
  kind: "message" | "join" | "leave";
}

/** The file as it is, people told apart by the platform's own ids. */
export function readRaw(path: string, zone: string): RawChat {
  const chat: RawChat = { zone, members: [], messages: [], passages: [] };
  const ids = new Map<string, number>();
  for (const text of gunzipSync(readFileSync(path)).toString().split("\n").filter(Boolean)) {
    const line = JSON.parse(text) as Line;
    // a time without a zone is the wall clock of the community's
    const at = DateTime.fromISO(line.sent_at, { zone }).toJSDate();
    let memberId: number | null = null;
    if (line.author !== null) {
      memberId = ids.get(line.author) ?? ids.size + 1;
      if (!ids.has(line.author)) chat.members.push({ id: memberId, name: line.author });
      ids.set(line.author, memberId);
    }
    if (line.kind === "message") chat.messages.push({ at, memberId, chatId: 1 });
    else chat.passages.push({ at, memberId, kind: line.kind });
  }
  return chat;
}
