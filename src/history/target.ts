import type { Database } from "../core/database/index.ts";
import { checkZone, type Clock } from "../core/time.ts";
import { defaultZone, findCommunity, ensureCommunity, setZone } from "../members/community.ts";
import type { ChatAddress, HistoryEvent } from "./entry.ts";
import { ImportRefusal } from "./refusal.ts";

/** The community that is imported into; `id` is null until it is made. */
export interface Target {
  id: number | null;
  name: string;
  /** for instants that carry no zone of their own */
  zone: string;
  /** the zone it has now, if `--zone` changes it */
  formerZone: string | null;
}

/**
 * Looks up the community without writing anything.
 * @throws ImportRefusal for an unknown zone, or a community that has been joined into another
 */
export async function findTarget(database: Database, name: string, zone: string | undefined): Promise<Target> {
  if (name.trim() === "")
    throw new ImportRefusal({
      zh: "社群的名字是空的；用 --community 写一个。",
      en: "The community's name is empty; give one with --community.",
    });
  const wanted = zone === undefined ? undefined : readZone(zone);
  const community = await findCommunity(database, name);
  if (!community) return { id: null, name, zone: wanted ?? defaultZone, formerZone: null };
  if (community.joinedIntoId !== null) {
    throw new ImportRefusal({
      zh: `社群“${name}”已经并入另一个社群；请导入到那里。`,
      en: `The community "${name}" has been joined into another one; import into that one.`,
    });
  }
  const former = community.timeZone;
  return { id: community.id, name, zone: wanted ?? former, formerZone: wanted && wanted !== former ? former : null };
}

function readZone(zone: string): string {
  try {
    return checkZone(zone);
  } catch (error) {
    throw new ImportRefusal({
      zh: `--zone “${zone}”不是时区；写成 Asia/Shanghai 或 Europe/Berlin 这样。`,
      en: `--zone: ${(error as Error).message}.`,
    });
  }
}

/** Makes the community if there is none yet, sets its zone if that was asked for, and gives its id. */
export async function settleTarget(database: Database, clock: Clock, target: Target): Promise<number> {
  if (target.id === null) {
    const made = { name: target.name, timeZone: target.zone, language: "zh", createdAt: clock.now() } as const;
    target.id = (await ensureCommunity(database, made)).id;
  }
  if (target.formerZone !== null) await setZone(database, target.id, target.zone, clock.now());
  target.formerZone = null;
  return target.id;
}

/** Lets through only events of chats that are free or the community's own. */
export class ChatGate {
  readonly #database: Database;
  readonly #target: Target;
  readonly #passed = new Set<string>();

  constructor(database: Database, target: Target) {
    this.#database = database;
    this.#target = target;
  }

  /** How many chats came through. */
  get count(): number {
    return this.#passed.size;
  }

  /** @throws ImportRefusal naming the community that a chat of these events belongs to, if it is another */
  async pass(events: readonly HistoryEvent[]): Promise<void> {
    for (const { platform, chat } of events) {
      const key = `${platform}:${chat.id}`;
      if (this.#passed.has(key)) continue;
      const owner = await this.#ownerOf({ platform, id: chat.id });
      if (owner && owner.id !== this.#target.id) {
        throw new ImportRefusal({
          zh: `群“${key}”属于社群“${owner.name}”；请写 --community “${owner.name}”。`,
          en: `The chat "${key}" belongs to the community "${owner.name}"; import it with --community "${owner.name}".`,
        });
      }
      this.#passed.add(key);
    }
  }

  async #ownerOf(chat: ChatAddress): Promise<{ id: number; name: string } | null> {
    const { rows } = await this.#database.pool.query<{ id: number; name: string }>(
      `SELECT c.id, c.name FROM chat_address a JOIN community c ON c.id = a.community_id
       WHERE a.platform = $1 AND a.address = $2`,
      [chat.platform, chat.id],
    );
    return rows[0] ?? null;
  }
}

/**
 * Reads `--chat`: "platform:id", or a Telegram group's id alone.
 * @throws ImportRefusal saying what is allowed
 */
export function parseChat(text: string): ChatAddress {
  const match = /^(?:([a-z][a-z0-9_-]*):)?(\S.*)$/.exec(text.trim());
  const platform = match?.[1] ?? "telegram";
  const id = match?.[2] ?? "";
  const isGood = match !== null && (platform !== "telegram" || /^(-\d+|title:.+)$/.test(id));
  if (isGood) return { platform, id };
  throw new ImportRefusal({
    zh: `--chat “${text}”不是群；写成 平台:编号，Telegram 的群编号是负数，如 telegram:-1001234567890。`,
    en: `--chat "${text}" names no chat; use platform:id, for Telegram the group's negative id, as in telegram:-1001234567890.`,
  });
}
