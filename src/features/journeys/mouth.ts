import { crashPoint } from "../../core/crash.ts";
import type { BaseCtx } from "../../core/context.ts";
import { priorities } from "../../core/outbox.ts";
import type { Text } from "../../core/text.ts";
import { type Day, dayMs, dayToDate, instantOf } from "../../core/time.ts";
import { weekOf } from "../../engagement/period.ts";
import { writeChanges } from "../../points/index.ts";
import { wordsFor } from "./arms.ts";
import type { Declaration, Step, Way } from "./declaration.ts";
import type { PersonFacts } from "./facts.ts";
import { groupPost } from "./group-post.ts";
import { quietFrom } from "./manners.ts";
import { nameMark, orderPhrasing, type Phraser } from "./phrasing.ts";
import type { DueStep } from "./store.ts";
import { tellManagers } from "./managers.ts";
import { text } from "./text.ts";
import { factsLine, fillWords, withWayOut, type NudgeValues } from "./words.ts";

/** One step to say to one member. */
export interface Nudge {
  declaration: Declaration;
  at: DueStep;
  step: Step;
  facts: PersonFacts;
  values: NudgeValues;
  way: Way;
  /** what most of those like who will read the group's post instead; "" when that is not known */
  likedThere: string;
  /** what a feature has for them; null: nothing */
  offered: Text | null;
}

/** What was said today before this look, for the caps. */
interface Today {
  byAccount: Map<string, number>;
  /** chat → keys of posts there */
  posts: Map<number, Set<string>>;
  tasks: number;
}

async function readToday({ tx, community, today }: BaseCtx): Promise<Today> {
  const rows = await tx.$queryRaw<{ chatId: number; account: string; way: string; keys: string[] }[]>`
    SELECT n.chat_id AS "chatId", c.platform || ':' || c.account AS account, n.way, array_agg(n.outbox_key) AS keys
    FROM nudge n JOIN chat c ON c.community_id = n.community_id AND c.id = n.chat_id
    WHERE n.community_id = ${community.id} AND n.day = ${dayToDate(today)} AND n.way <> 'task' GROUP BY 1, 2, 3`;
  const byAccount = new Map<string, number>();
  const posts = new Map<number, Set<string>>();
  for (const { chatId, account, way, keys } of rows) {
    const count = way === "group" ? new Set(keys).size : keys.length;
    byAccount.set(account, (byAccount.get(account) ?? 0) + count);
    if (way === "group") posts.set(chatId, new Set(keys));
  }
  const tasks = await tx.journeyTask.count({ where: { communityId: community.id, openedDay: dayToDate(today) } });
  return { byAccount, posts, tasks };
}

/** Says what was decided, and remembers what was said today for the caps. */
export class Mouth {
  readonly #ctx: BaseCtx;
  readonly #byAccount: Map<string, number>;
  /** chat → keys of today's posts there */
  readonly #posts: Map<number, Set<string>>;
  readonly #said = new Set<number>();
  readonly #phraser: Phraser | null;
  readonly #tasksBefore: number;
  #tasks = 0;

  private constructor(ctx: BaseCtx, phraser: Phraser | null, today: Today) {
    this.#ctx = ctx;
    this.#phraser = phraser;
    this.#byAccount = today.byAccount;
    this.#posts = today.posts;
    this.#tasksBefore = today.tasks;
  }

  /** `phraser`: who may put private words in other words; null: nobody. */
  static async open(ctx: BaseCtx, phraser: Phraser | null): Promise<Mouth> {
    return new Mouth(ctx, phraser, await readToday(ctx));
  }

  /** Tasks for people, today's earlier looks included. */
  get tasksMade(): number {
    return this.#tasksBefore + this.#tasks;
  }

  sentBy(account: string | null): number {
    return account === null ? 0 : (this.#byAccount.get(account) ?? 0);
  }

  /** Today, by an earlier journey of this look. */
  saidTo(memberId: number): Day[] {
    return this.#said.has(memberId) ? [this.#ctx.today] : [];
  }

  /** Other posts into a group today; one post serves everybody it was due for. */
  postsInto(chatId: number | null, at: DueStep): number {
    const keys = chatId === null ? undefined : this.#posts.get(chatId);
    if (!keys || chatId === null) return 0;
    return keys.has(this.#groupKey(chatId, at)) ? 0 : keys.size;
  }

  /** The claim and the message are written together: neither is without the other, neither comes twice. */
  async say(nudge: Nudge): Promise<void> {
    const { at, step, facts, way, declaration } = nudge;
    const { tx, community, now, today } = this.#ctx;
    const chatId = way === "private" ? facts.privateChat : way === "group" ? facts.groupChat : null;
    const key = way === "group" && chatId !== null ? this.#groupKey(chatId, at) : keyOf(at);
    const gift = way === "private" ? step.gift : 0;
    const claimed = await tx.$executeRaw`
      INSERT INTO nudge (community_id, journey, member_id, entered_day, step, at, day, way, chat_id, outbox_key, gift)
      VALUES (${community.id}, ${at.journey}, ${at.memberId}, ${dayToDate(at.enteredDay)}, ${at.step}, ${now}, ${dayToDate(today)},
        ${way}, ${chatId}, ${way === "task" ? null : key}, ${gift}) ON CONFLICT DO NOTHING`;
    if (claimed === 0) return;
    crashPoint("during-nudge");
    if (way !== "task") this.#said.add(at.memberId);
    if (way === "task") await this.#openTask(at);
    else if (chatId !== null) await this.#post(nudge, chatId, key);
    this.#ctx.emit("nudge.made", { memberId: at.memberId, journey: declaration.name, step: at.step, way });
  }

  async #post(nudge: Nudge, chatId: number, key: string): Promise<void> {
    const { step, way, facts, likedThere, offered } = nudge;
    if (way === "private") return this.#write(nudge, chatId, key);
    const { language } = this.#ctx.community;
    const said = groupPost(step, language, { group: facts.groupTitle, favourite: likedThere }, offered);
    if (said === null) return;
    await this.#send(chatId, key, said);
    this.#posts.set(chatId, (this.#posts.get(chatId) ?? new Set()).add(key));
  }

  /** To the member alone, with the gift if there is one; in a model's words where the journey wishes it. */
  async #write({ declaration, step, facts, at, values }: Nudge, chatId: number, key: string): Promise<void> {
    const words = wordsFor(step, at.variant);
    if (!words) return;
    const { language, id } = facts;
    const { gift } = step;
    if (gift > 0) await this.#give(id, gift, `gift:${key}`);
    await this.#listen(id);
    if (facts.privateAccount !== null) this.#byAccount.set(facts.privateAccount, this.sentBy(facts.privateAccount) + 1);
    const filled = { ...values, gift: String(gift), points: String(facts.points + gift) };
    if (this.#phraser && declaration.phrasing === "model") {
      const unnamed = fillWords(words[language], { ...filled, name: nameMark });
      const about = { chatId, key, memberId: id, language, deadlineAt: this.#deadline() };
      const order = { ...about, words: unnamed, facts: factsLine(values, language) };
      if (await orderPhrasing(this.#ctx, this.#phraser, order)) return;
    }
    await this.#send(chatId, key, withWayOut(fillWords(words[language], filled), language));
  }

  async #give(memberId: number, gift: number, key: string): Promise<void> {
    const { tx, community, now, today } = this.#ctx;
    const change = { memberId, delta: gift, key, reason: "gift" };
    await writeChanges(tx, community.id, [change], { at: now, day: today });
    this.#ctx.emit("points.earned", { memberId, chatId: null });
  }

  #send(chatId: number, key: string, said: string): Promise<void> {
    const { nudge: priority } = priorities;
    return this.#ctx.post(chatId, { key, text: said, kind: "unasked", priority, deadlineAt: this.#deadline() });
  }

  /** What was not sent by then would come at night. */
  #deadline(): Date {
    return instantOf(this.#ctx.today, quietFrom, this.#ctx.community.timeZone);
  }

  /** The person's next word in private is an answer. */
  async #listen(memberId: number): Promise<void> {
    const until = new Date(this.#ctx.now.getTime() + 14 * dayMs);
    await this.#ctx.tx.$executeRaw`
      INSERT INTO watch_member (community_id, member_id, feature, until)
      VALUES (${this.#ctx.community.id}, ${memberId}, 'journeys', ${until})
      ON CONFLICT (community_id, member_id, feature) DO UPDATE SET until = excluded.until`;
  }

  async #openTask({ journey, memberId }: DueStep): Promise<void> {
    const { tx, community, today } = this.#ctx;
    const open = await tx.journeyTask.count({ where: { communityId: community.id, memberId, state: "open" } });
    if (open > 0) return;
    await tx.journeyTask.create({
      data: { communityId: community.id, journey, memberId, openedDay: dayToDate(today) },
    });
    this.#tasks++;
  }

  /** Tells who looks after the community that there is something only they can do. */
  async close(): Promise<void> {
    if (this.#tasks > 0)
      await tellManagers(this.#ctx, `journeys:tasks:${this.#ctx.today}`, text.newTasks, { count: this.#tasks });
  }

  /** The same post comes once a week at most, whoever it is due for. */
  #groupKey(chatId: number, at: DueStep): string {
    return `nudge:group:${at.journey}:${at.step}:${chatId}:${weekOf(this.#ctx.today)}`;
  }
}

const keyOf = ({ journey, memberId, enteredDay, step }: DueStep): string =>
  `nudge:${journey}:${memberId}:${enteredDay}:${step}`;
