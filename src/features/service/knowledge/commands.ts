import { z } from "zod";
import { Refusal, type Ctx } from "../../../core/context.ts";
import { addDays, localDay } from "../../../core/time.ts";
import { withoutMentions } from "../../../core/written.ts";
import { keptText } from "../../../engagement/texts.ts";
import { personOf } from "../../../members/person.ts";
import { wordsKept } from "../../../operators/shown.ts";
import { undoable } from "../../../operators/undo.ts";
import { looksAsked } from "../answering/rules.ts";
import { normalise } from "../finding/index.ts";
import { showGaps, showStats } from "../gaps/commands.ts";
import { nameOf } from "../tickets/store.ts";
import { saidAfter } from "../words.ts";
import { changesBetween, keptVersion } from "./changes.ts";
import { beginsOn, entryContent, languageOf, type EntryContent, type WrittenEntry } from "./content.ts";
import { importCaptioned } from "../importing/intake.ts";
import {
  addEntries,
  changeEntry,
  entryAsking,
  entryById,
  liveEntries,
  removeUnchanged,
  type StoredEntry,
  type Writer,
} from "./entries.ts";
import { learnSoon } from "./learn.ts";
import { text, type Fate, type Rest } from "./text.ts";
import { checked, fieldNamed, splitWordings } from "./written.ts";

const listLimit = 20;

type Part = (ctx: Ctx) => Promise<void>;

/** The words after /faq. */
const parts: Readonly<Record<string, Part>> = {
  add: addOne,
  this: keepThis,
  list,
  show,
  edit,
  remove,
  history,
  gaps: showGaps,
  stats: showStats,
  import: importCaptioned,
};
/** The same in Chinese, and as people who have not looked them up say them. */
const otherWords: Readonly<Record<string, string>> = {
  delete: "remove",
  change: "edit",
  find: "list",
  search: "list",
  加: "add",
  添加: "add",
  新增: "add",
  收: "this",
  列表: "list",
  找: "list",
  看: "show",
  查看: "show",
  改: "edit",
  修改: "edit",
  删: "remove",
  删除: "remove",
  历史: "history",
  缺口: "gaps",
  数据: "stats",
  导入: "import",
};

/** The part of /faq that a command means; undefined = none. */
function partOf(args: string): string | undefined {
  const word = args.split(/\s/u)[0]?.toLowerCase() ?? "";
  const name = otherWords[word] ?? word;
  return Object.hasOwn(parts, name) ? name : undefined;
}

/** 知识库: entries, their versions, what is missing. */
export async function faq(ctx: Ctx): Promise<void> {
  const part = parts[partOf(ctx.args) ?? ""];
  if (part) await part(ctx);
  else await ctx.reply(text.usage);
}

/** What the audit keeps: the part and the entry's number, never its words. */
export const auditFaq = (ctx: Ctx): string =>
  [partOf(ctx.args) ?? "", /^\S+\s+#?(\d{1,9})(?:\s|$)/u.exec(ctx.args)?.[1] ?? ""].join(" ").trim();

/** The part that `auditFaq` kept, as it is said. */
export const wordOfFaq = wordsKept({
  add: "加",
  this: "收",
  list: "列表",
  show: "看",
  edit: "改",
  remove: "删",
  history: "历史",
  gaps: "缺口",
  stats: "数据",
  import: "导入",
});

const writerOf = (ctx: Ctx): Writer => ({
  tx: ctx.tx,
  communityId: ctx.community.id,
  memberId: ctx.member.id,
  now: ctx.now,
});

async function addOne(ctx: Ctx): Promise<void> {
  const said = saidAfter(ctx, 2);
  const [, question = "", answer = ""] = /^(.*?)\s*[|｜\n]\s*([\s\S]+)$/u.exec(said) ?? [];
  if (question.trim() === "" || answer.trim() === "") throw new Refusal(text.howToAdd);
  const also = /\n(?:问法|also)[:：]\s*(.+)$/iu.exec(answer);
  const alternatives = splitWordings(also?.[1] ?? "");
  const added = await create(ctx, { question, answer: also ? answer.slice(0, also.index) : answer, alternatives });
  await ctx.reply(text.added, added, added.more);
}

/** Writes a new entry down, for /undo as well. @throws Refusal when there is one for the same question */
async function create(ctx: Ctx, written: WrittenEntry) {
  const content = checked({ ...written, language: languageOf(written.question) });
  const same = await entryAsking(ctx.tx, ctx.community.id, content.question, ctx.now);
  if (same) throw new Refusal(text.duplicate, { id: same.id, question: same.question });
  const [id = 0] = await addEntries(writerOf(ctx), [content]);
  await learnSoon(ctx);
  const more = await undoable(ctx, "faq", { id, state: "removed", revision: 1 });
  return { id, question: content.question, answer: content.answer, more };
}

/**
 * A message that is replied to becomes an entry, with what is said: which of the two is the question is told by
 * what looks like one, else by who wrote it: the staff answer.
 */
async function keepThis(ctx: Ctx): Promise<void> {
  const { event } = ctx;
  const said = saidAfter(ctx, 2);
  if (event.kind !== "message" || !event.replyTo || said === "") throw new Refusal(text.howToKeep);
  const kept = await keptText(ctx.tx, ctx.community.id, ctx.chat.id, event.replyTo.messageId);
  if (!kept) throw new Refusal(text.notKept);
  const words = withoutMentions(kept.text);
  const isAnswer = looksAsked(words) === looksAsked(said) ? await isOfStaff(ctx, kept.memberId) : looksAsked(said);
  const added = await create(ctx, isAnswer ? { question: said, answer: words } : { question: words, answer: said });
  await ctx.reply(text.kept, added, added.more);
}

async function isOfStaff({ tx, community }: Ctx, memberId: number): Promise<boolean> {
  const writer = await personOf(tx, community.id, memberId);
  return writer !== null && writer.role !== null && writer.role !== "viewer";
}

/** Of what was looked for so much is said back. */
const wordShown = 40;

async function list(ctx: Ctx): Promise<void> {
  const word = normalise(saidAfter(ctx, 2));
  const all = (await liveEntries(ctx.tx, ctx.community.id)).filter(
    (entry) =>
      word === "" || normalise([entry.question, ...entry.alternatives, ...entry.tags].join("\n")).includes(word),
  );
  const lines = all.slice(0, listLimit).map((entry) => ({ ...entry, rest: restOf(ctx, entry) }));
  await ctx.reply(text.list, { lines, of: all.length, word: word.slice(0, wordShown) });
}

/** Why an entry answers nobody now; null = it does. */
function restOf({ now, community }: Ctx, { validFrom, validUntil }: EntryContent): Rest | null {
  // it ends with the beginning of the day after its last
  if (validUntil && validUntil <= now)
    return { kind: "ended", day: addDays(localDay(validUntil, community.timeZone), -1) };
  const day = beginsOn({ validFrom }, now, community);
  return day && { kind: "begins", day };
}

/** @throws Refusal when the number is none, or of no entry */
async function meant(ctx: Ctx): Promise<StoredEntry> {
  const word = ctx.args.split(/\s+/u)[1] ?? "";
  if (word === "") throw new Refusal(text.whichEntry);
  const id = /^#?(\d{1,9})$/.exec(word)?.[1];
  const entry = id === undefined ? null : await entryById(ctx.tx, ctx.community.id, Number(id));
  if (!entry) throw new Refusal(text.noEntry, { id: word.slice(0, 20) });
  return entry;
}

async function show(ctx: Ctx): Promise<void> {
  const entry = await meant(ctx);
  const dayOf = (at: Date | null) => at && localDay(at, ctx.community.timeZone);
  await ctx.reply(text.one, {
    ...entry,
    isRemoved: entry.state === "removed",
    rest: restOf(ctx, entry),
    from: dayOf(entry.validFrom),
    // it ends with the beginning of the day after its last
    until: dayOf(entry.validUntil && new Date(entry.validUntil.getTime() - 1)),
  });
}

async function edit(ctx: Ctx): Promise<void> {
  const entry = await meant(ctx);
  if (entry.state === "removed") throw new Refusal(text.noEntry, { id: String(entry.id) });
  const field = fieldNamed(ctx.args.split(/\s+/u)[2] ?? "");
  const said = saidAfter(ctx, 4);
  if (!field || said === "") throw new Refusal(text.howToEdit, { id: entry.id });
  const content = checked({ ...entry, ...field(said, ctx, entry) });
  await change(ctx, entry, content);
}

async function change(ctx: Ctx, before: StoredEntry, content: EntryContent): Promise<void> {
  const changes = changesBetween(before, content, ctx.community.timeZone);
  if (changes.length === 0) throw new Refusal(text.unchanged, { id: before.id });
  const after = await changeEntry(writerOf(ctx), before.id, content);
  await learnSoon(ctx);
  const more = await undoable(ctx, "faq", { id: before.id, to: before.revision, revision: after?.revision });
  const { id, revision } = after ?? before;
  const isFewer = before.alternatives.some((one) => !content.alternatives.includes(one));
  await ctx.reply(text.changed, { id, revision, changes, rest: restOf(ctx, content), isFewer }, more);
}

async function remove(ctx: Ctx): Promise<void> {
  const entry = await meant(ctx);
  if (entry.state === "removed") throw new Refusal(text.noEntry, { id: String(entry.id) });
  const after = await changeEntry(writerOf(ctx), entry.id, { state: "removed" });
  await learnSoon(ctx);
  const more = await undoable(ctx, "faq", { id: entry.id, state: "live", revision: after?.revision });
  await ctx.reply(text.removed, { id: entry.id }, more);
}

const one = z.object({
  id: z.number().int().default(0),
  /** the version the entry must still be like; absent: whatever it is */
  revision: z.number().int().optional(),
  state: z.enum(["live", "removed"]).optional(),
  /** the version whose words come back */
  to: z.number().int().optional(),
});
const undone = one.extend({
  /** of an import: all that came in by it, and what it changed */
  added: z.array(z.number().int()).optional(),
  amended: z.array(one).default([]),
});

/** Takes back a new, changed or removed entry by one version more, or an import but for what was changed since. */
export async function undoFaq(ctx: Ctx, what: unknown): Promise<void> {
  const { added, amended, ...single } = undone.parse(what);
  let count = added ? await removeUnchanged(writerOf(ctx), added) : 0;
  for (const change of added ? amended : [single]) count += (await takeBack(ctx, change)) ? 1 : 0;
  if (count === 0) throw new Refusal(text.changedSince);
  await learnSoon(ctx);
}

/** False: it has been changed since. */
async function takeBack(ctx: Ctx, { id, revision, state, to }: z.infer<typeof one>): Promise<boolean> {
  const now = await entryById(ctx.tx, ctx.community.id, id);
  if (!now || (revision !== undefined && !(await isLike(ctx, now, revision)))) return false;
  if (state) await changeEntry(writerOf(ctx), id, { state });
  else if (to !== undefined) {
    const key = { communityId: ctx.community.id, entryId: id, revision: to };
    const old = await ctx.tx.faqRevision.findUniqueOrThrow({ where: { communityId_entryId_revision: key } });
    const content = entryContent.safeParse(old.content);
    // whoever wrote it has been forgotten, and it with them
    if (!content.success) return false;
    await changeEntry(writerOf(ctx), id, content.data);
  }
  return true;
}

/** Is an entry as a version left it? What was changed since may have been taken back. */
async function isLike({ tx, community }: Ctx, entry: StoredEntry, revision: number): Promise<boolean> {
  if (entry.revision === revision) return true;
  const key = { communityId: community.id, entryId: entry.id, revision };
  const row = await tx.faqRevision.findUnique({ where: { communityId_entryId_revision: key } });
  const version = keptVersion(row?.content ?? {});
  return version?.state === entry.state && changesBetween(version, entry, community.timeZone).length === 0;
}

async function history(ctx: Ctx): Promise<void> {
  const entry = await meant(ctx);
  const where = { communityId: ctx.community.id, entryId: entry.id };
  const revisions = await ctx.tx.faqRevision.findMany({ where, orderBy: { revision: "desc" }, take: listLimit });
  const rows = [];
  for (const [index, { revision, at, memberId, content }] of revisions.entries()) {
    const by = memberId === null ? null : await nameOf(ctx, memberId);
    const day = localDay(at, ctx.community.timeZone);
    const version = keptVersion(content);
    const before = keptVersion(revisions[index + 1]?.content ?? {});
    const changes = version && before ? changesBetween(before, version, ctx.community.timeZone) : [];
    const isTurned = version && before && version.state !== before.state;
    rows.push({ revision, day, by, changes: isTurned ? [] : changes, fate: fateOf(revision, version, before) });
  }
  await ctx.reply(text.history, { id: entry.id, question: entry.question, rows });
}

type Version = ReturnType<typeof keptVersion>;

function fateOf(revision: number, version: Version, before: Version): Fate {
  if (revision === 1) return "added";
  if (!version) return "forgotten";
  if (!before || version.state === before.state) return "changed";
  return version.state === "removed" ? "removed" : "back";
}
