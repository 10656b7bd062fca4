import type { GroupSeen, MemberSeen } from "../core/acquaintances.ts";
import { cleanName } from "./names.ts";

/**
 * Who is who after a login that changed every id. Pure. Rather nobody than the wrong one: a person
 * who is not found again waits for an operator; one taken for another has somebody else's points.
 */

/** Someone in a group as it was kept: signs instead of names (see `signsOf`). */
export interface MemberKept {
  id: string;
  signs: readonly string[];
}

export interface GroupKept {
  id: string;
  topic: string;
  ownerId: string | null;
  /** of its community: signs under another salt say nothing here */
  salt: string;
  members: readonly MemberKept[];
}

export interface Rematch {
  /** new id → old id */
  groups: Map<string, string>;
  /** new id → old ids that it may be; nothing is done with these groups */
  unsureGroups: Map<string, string[]>;
  people: Map<string, string>;
  unsurePeople: Map<string, string[]>;
}

/** A word made unreadable for keeping: the same for the same word under the same salt. */
export type Mark = (word: string, salt: string) => string;

/** The signs by which a member may be known again; a name that is empty once cleaned is none. */
export function signsOf(member: MemberSeen, salt: string, mark: Mark): string[] {
  const words = { name: member.name, group: member.groupName, remark: member.remark, handle: member.handle };
  return Object.entries(words).flatMap(([kind, word]) => {
    const cleaned = cleanName(word ?? "")
      .normalize("NFKC")
      .toLowerCase();
    return cleaned === "" ? [] : [`${kind}:${mark(cleaned, salt)}`];
  });
}

const isCertain = (sign: string) => sign.startsWith("remark:") || sign.startsWith("handle:");
const isName = (sign: string) => sign.startsWith("name:");

/** Two groups with the same topic are one if this share of the smaller one's names is common … */
const overlapSameTopic = 0.5;
/** … and two with other topics if this share of the larger one's is, and so many at least. */
const overlapOtherTopic = 0.8;
const enoughNames = 8;

/**
 * Finds groups and people again. What bears an id that was known stays what it was. Groups by topic,
 * owner and common members; people by our own remark or their public id, else by name, and then only
 * if the name is borne once in the group, before and after, and no other group says otherwise.
 */
export function rematch(before: readonly GroupKept[], after: readonly GroupSeen[], mark: Mark): Rematch {
  const asKept = keeping(mark);
  const { groups, unsureGroups } = rematchGroups(before, after, asKept);
  const pairs = [...groups].flatMap(([newId, oldId]) => {
    const [was, is] = [before.find((group) => group.id === oldId), after.find((group) => group.id === newId)];
    return was && is ? [{ was: was.members, is: asKept(is, was.salt).members }] : [];
  });
  const { people, unsurePeople } = rematchPeople(pairs);
  return { groups, unsureGroups, people, unsurePeople };
}

/** One group of a login whose other groups are still being read. */
export interface OneGroup {
  was: GroupKept;
  is: GroupSeen;
  /** old ids that were in other groups too: what those say of them is not known yet */
  keptElsewhere: ReadonlySet<string>;
  /** new ids that are in other groups too */
  seenElsewhere: ReadonlySet<string>;
}

/**
 * What the reading of the other groups can no longer change: whoever is in this group alone, as are all
 * they may have been, is or is not somebody, exactly as `rematch` will say of all groups. `settled`: all
 * of these, found again or not. The group itself must have been told already. Pure.
 */
export function rematchOne(
  { was, is, keptElsewhere, seenElsewhere }: OneGroup,
  mark: Mark,
): { people: Map<string, string>; settled: Set<string> } {
  const { members } = keeping(mark)(is, was.salt);
  const { people, maybe } = rematchPeople([{ was: was.members, is: members }]);
  const isSettled = (id: string) =>
    !seenElsewhere.has(id) && [...(maybe.get(id) ?? [])].every((oldId) => !keptElsewhere.has(oldId));
  const settled = new Set(members.map(({ id }) => id).filter(isSettled));
  return { people: new Map([...people].filter(([newId]) => settled.has(newId))), settled };
}

type AsKept = (group: GroupSeen, salt: string) => GroupKept;

/** A group as it would be kept under a salt. */
const keeping =
  (mark: Mark): AsKept =>
  (group, salt) => ({
    ...group,
    salt,
    members: group.members.map((member) => ({ id: member.id, signs: signsOf(member, salt, mark) })),
  });

function rematchGroups(before: readonly GroupKept[], now: readonly GroupSeen[], asKept: AsKept) {
  const known = new Set(before.map((group) => group.id));
  const groups = new Map(now.flatMap(({ id }) => (known.has(id) ? [[id, id] as const] : [])));
  const unsureGroups = new Map<string, string[]>();
  // a group that kept its topic is not mistaken for one that was renamed
  for (const isLikely of [hasSameTopic, isRenamed]) {
    const lost = before.filter(
      (group) => ![...groups.values(), ...[...unsureGroups.values()].flat()].includes(group.id),
    );
    const found = now.filter((group) => !groups.has(group.id) && !unsureGroups.has(group.id));
    const likely = new Map(
      found.map((is) => [is.id, lost.filter((was) => isLikely(was, is, asKept)).map((was) => was.id)]),
    );
    for (const [id, may] of likely) {
      const [only] = may;
      if (only === undefined) continue;
      const claims = [...likely.values()].filter((others) => others.includes(only)).length;
      if (may.length === 1 && claims === 1) groups.set(id, only);
      else unsureGroups.set(id, may);
    }
  }
  return { groups, unsureGroups };
}

/**
 * Whether a group is that one whatever the others turn out to be, given that their topics are no other
 * group's, before or after.
 */
export const isSameByTopic = (was: GroupKept, seen: GroupSeen, mark: Mark): boolean =>
  hasSameTopic(was, seen, keeping(mark));

function hasSameTopic(was: GroupKept, seen: GroupSeen, asKept: AsKept): boolean {
  if (was.topic === "" || cleanName(was.topic) !== cleanName(seen.topic)) return false;
  const is = asKept(seen, was.salt);
  const { common, smaller } = compare(was, is);
  // of a group that most people left the owner speaks too
  return common >= overlapSameTopic * smaller || (common > 0 && hasSameOwner(was, is));
}

function isRenamed(was: GroupKept, seen: GroupSeen, asKept: AsKept): boolean {
  const is = asKept(seen, was.salt);
  const { common, larger } = compare(was, is);
  return common >= enoughNames && common >= overlapOtherTopic * larger;
}

function compare(was: GroupKept, is: GroupKept): { common: number; smaller: number; larger: number } {
  const [old, fresh] = [namesIn(was.members), namesIn(is.members)];
  const common = [...old].filter((name) => fresh.has(name)).length;
  return { common, smaller: Math.max(1, Math.min(old.size, fresh.size)), larger: Math.max(old.size, fresh.size) };
}

const namesIn = (members: readonly MemberKept[]) => new Set(members.flatMap(({ signs }) => signs.filter(isName)));

function hasSameOwner(was: GroupKept, is: GroupKept): boolean {
  const owner = (group: GroupKept) => group.members.find((member) => member.id === group.ownerId);
  const [one, other] = [owner(was), owner(is)];
  return one !== undefined && other !== undefined && one.signs.some((sign) => other.signs.includes(sign));
}

interface Pair {
  was: readonly MemberKept[];
  is: readonly MemberKept[];
}

/** Two-way votes: which old ids a new id may be, and which new ids an old one. */
class Votes {
  readonly ofNew = new Map<string, Set<string>>();
  readonly ofOld = new Map<string, Set<string>>();

  add(newId: string, oldId: string): void {
    const add = (votes: Map<string, Set<string>>, from: string, to: string) =>
      void votes.set(from, (votes.get(from) ?? new Set()).add(to));
    add(this.ofNew, newId, oldId);
    add(this.ofOld, oldId, newId);
  }

  /** The only one that is meant, and that means nobody else. */
  mutual(newId: string): string | undefined {
    const [oldId, ...more] = this.ofNew.get(newId) ?? [];
    return oldId !== undefined && more.length === 0 && this.ofOld.get(oldId)?.size === 1 ? oldId : undefined;
  }
}

/** `maybe`: everybody whom a new id shares a sign with, whatever was made of it. */
function rematchPeople(
  pairs: readonly Pair[],
): Pick<Rematch, "people" | "unsurePeople"> & { maybe: ReadonlyMap<string, ReadonlySet<string>> } {
  const certain = new Votes();
  const byName = new Votes();
  const alike = new Votes();
  const stayed = new Set(
    pairs.flatMap(({ was, is }) => was.filter((old) => is.some((one) => one.id === old.id)).map((old) => old.id)),
  );
  for (const pair of pairs) vote(pair, stayed, { certain, byName, alike });

  const people = new Map<string, string>();
  const unsurePeople = new Map<string, string[]>();
  for (const newId of new Set([...certain.ofNew.keys(), ...alike.ofNew.keys()])) {
    const sure = certain.mutual(newId);
    const named = byName.mutual(newId);
    const contradicted = certain.ofNew.has(newId) ? sure === undefined : named === undefined;
    const doubt = named !== undefined && sure !== undefined && named !== sure;
    // whoever certainly is somebody else cannot be meant by a name
    const taken = sure === undefined && named !== undefined && certain.ofOld.has(named);
    const one = sure ?? named;
    if (one !== undefined && !contradicted && !doubt && !taken) people.set(newId, one);
    else
      unsurePeople.set(newId, [...new Set([...(certain.ofNew.get(newId) ?? []), ...(alike.ofNew.get(newId) ?? [])])]);
  }
  const settled = new Set(people.values());
  for (const [newId, may] of unsurePeople) {
    const left = may.filter((oldId) => !settled.has(oldId));
    if (left.length > 0) unsurePeople.set(newId, left);
    else unsurePeople.delete(newId);
  }
  return { people, unsurePeople, maybe: alike.ofNew };
}

/** What one group says: who shares a sign with whom, and whether that sign is anybody else's there. */
function vote(pair: Pair, stayed: ReadonlySet<string>, votes: { certain: Votes; byName: Votes; alike: Votes }): void {
  const [was, is] = [bearers(pair.was), bearers(pair.is)];
  for (const [sign, newIds] of is) {
    const oldIds = was.get(sign) ?? [];
    for (const newId of newIds) {
      for (const oldId of oldIds) {
        if (stayed.has(newId) || stayed.has(oldId)) continue;
        const isOnlyOne = newIds.length === 1 && oldIds.length === 1;
        votes.alike.add(newId, oldId);
        if (isOnlyOne && isCertain(sign)) votes.certain.add(newId, oldId);
        else if (isOnlyOne) votes.byName.add(newId, oldId);
      }
    }
  }
}

function bearers(members: readonly MemberKept[]): Map<string, string[]> {
  const found = new Map<string, string[]>();
  for (const { id, signs } of members) {
    for (const sign of new Set(signs)) found.set(sign, [...(found.get(sign) ?? []), id]);
  }
  return found;
}
