import { Refusal, roles as roleNames, type Ctx, type Role } from "../../core/context.ts";
import { defineFeature, type Question } from "../../core/feature.ts";
import { fill } from "../../core/text.ts";
import { shownName } from "../../members/lookalike.ts";
import { personPointedAt } from "../../members/meant.ts";
import { displayName } from "../../members/names.ts";
import { memberIdsOf, personOf, type PersonKnown } from "../../members/person.ts";
import { useClaimCode } from "../../operators/claim.ts";
import { undoable } from "../../operators/undo.ts";
import { isLesser, readOrder, type RoleWord } from "./rules.ts";
import { roleKept, text } from "./text.ts";

/** Who may command: roles are ours, on our member id, never by name, and work from the next event on. */
export const roles = defineFeature({
  name: "roles",
  essential: true,
  commands: [
    {
      name: "role",
      aliases: ["权限", "角色"],
      who: "owner",
      takesArguments: true,
      help: text.roleHelp,
      confirm: askRole,
      audit: auditRole,
      auditWord: roleKept,
      run: setRole,
      undo: undoRole,
    },
    {
      name: "claim",
      aliases: ["认领"],
      who: "member",
      takesArguments: true,
      listed: false,
      audited: true,
      help: text.claimHelp,
      run: claim,
    },
  ],
});

interface Change {
  person: PersonKnown;
  from: Role | null;
  to: Role | null;
}

/** What was ordered; null when only the list was asked for. */
async function readChange(ctx: Ctx): Promise<Change | null> {
  const word = readOrder(ctx.args);
  const person = (await personPointedAt(ctx))?.person;
  if (word === undefined && !person && ctx.args === "") return null;
  if (!person) throw new Refusal(text.whom);
  if (word === undefined) throw new Refusal(text.whichRole);
  return { person, from: person.role, to: roleOf(word) };
}

const roleOf = (word: RoleWord): Role | null => (word === "none" ? null : word);

async function askRole(ctx: Ctx): Promise<Question | null> {
  const change = await readChange(ctx);
  if (!change || change.from === change.to) return null;
  const summary = fill(text.askRole, {
    ...change,
    name: await shownName(ctx, change.person),
    id: change.person.id,
  });
  // who takes power away must not have to ask the one who abuses it
  const isGrave = !isLesser(change.to, change.from) && (change.to === "owner" || change.to === "manager");
  return isGrave ? { summary, second: { exceptId: change.person.id } } : { summary };
}

async function auditRole(ctx: Ctx): Promise<string> {
  const change = await readChange(ctx);
  return change ? `#${change.person.id} ${change.to ?? "none"}` : "";
}

async function setRole(ctx: Ctx): Promise<void> {
  const change = await readChange(ctx);
  if (!change) return listRoles(ctx);
  const { person, from, to } = change;
  const name = await shownName(ctx, person);
  if (from === to) throw new Refusal(text.same, { name, role: to });
  await writeRole(ctx, person.id, to);
  const more = await undoable(ctx, "role", { memberId: person.id, from, to });
  await ctx.reply(text.set, { name, role: to }, more);
}

/** Undoing gives the earlier role back, unless somebody changed it again since. */
async function undoRole(ctx: Ctx, what: unknown): Promise<void> {
  const { memberId, from, to } = what as { memberId: number; from: Role | null; to: Role | null };
  const now = await personOf(ctx.tx, ctx.community.id, memberId);
  if (!now || now.role !== to) throw new Refusal(text.changedSince);
  await writeRole(ctx, now.id, from);
}

async function writeRole(ctx: Ctx, memberId: number, role: Role | null): Promise<void> {
  const { tx, community, now, member } = ctx;
  // two owners who take each other's role away come one after the other
  await tx.$executeRaw`SELECT 1 FROM member_role WHERE community_id = ${community.id} AND role = 'owner' FOR UPDATE`;
  const key = { communityId: community.id, memberId };
  // a role may have been given to an identity that was linked since: all of the person's go
  const ids = await memberIdsOf(tx, community.id, memberId);
  await tx.memberRole.deleteMany({ where: { communityId: community.id, memberId: { in: ids } } });
  if (role !== null) {
    const given = { role, givenAt: now, givenBy: member.id };
    await tx.memberRole.create({ data: { ...key, ...given } });
  }
  const owners = await tx.memberRole.count({ where: { communityId: community.id, role: "owner" } });
  if (owners === 0) throw new Refusal(text.lastOwner);
}

async function listRoles(ctx: Ctx): Promise<void> {
  const rows = await ctx.tx.memberRole.findMany({ where: { communityId: ctx.community.id } });
  const members = await ctx.tx.member.findMany({
    where: { communityId: ctx.community.id, id: { in: rows.map((row) => row.memberId) } },
    orderBy: { id: "asc" },
  });
  const people = roleNames.toReversed().map((role) => ({
    role,
    names: members
      .filter((member) => rows.some((row) => row.memberId === member.id && row.role === role))
      .map((member) => `${displayName(member, ctx.language)} (#${member.id})`),
  }));
  await ctx.reply(text.list, { people: people.filter((one) => one.names.length > 0) });
}

async function claim(ctx: Ctx): Promise<void> {
  const { tx, community, member, now } = ctx;
  if (!(await useClaimCode(tx, community.id, ctx.args, now))) {
    const owners = await tx.memberRole.count({ where: { communityId: community.id, role: "owner" } });
    throw new Refusal(owners > 0 ? text.hasOwner : text.wrongCode);
  }
  const key = { communityId: community.id, memberId: member.id };
  await tx.memberRole.upsert({
    where: { communityId_memberId: key },
    create: { ...key, role: "owner", givenAt: now },
    update: { role: "owner", givenAt: now },
  });
  await ctx.reply(text.claimed, { community: community.name });
  ctx.emit("community.claimed", { memberId: member.id });
}
