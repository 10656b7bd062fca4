import type { BaseCtx } from "../../core/context.ts";
import type { Feature } from "../../core/feature.ts";
import type { Text } from "../../core/text.ts";
import { addDays, type Day } from "../../core/time.ts";
import type { KnownStanding } from "../../engagement/standings/index.ts";
import { lockOther } from "../../members/person.ts";
import type { Declaration, Way } from "./declaration.ts";
import { factsOf, valuesOf, type PersonFacts } from "./facts.ts";
import { mannersFacts, wayFor } from "./gate.ts";
import { bestOffer, commonest } from "./group-post.ts";
import { mayNudge, type Manners } from "./manners.ts";
import { Mouth } from "./mouth.ts";
import type { Phraser } from "./phrasing.ts";
import { dueSteps, moveOn, type DueStep, type Journey } from "./store.ts";
import type { NudgeValues } from "./words.ts";

/** What a look knows of the community. */
export interface Known {
  all: readonly KnownStanding[];
  heldUntil: Day | null;
}

/** Everything a look at what is due has in its hands. */
interface Look extends Known {
  ctx: BaseCtx;
  due: readonly DueStep[];
  facts: ReadonlyMap<number, PersonFacts>;
  values: ReadonlyMap<number, NudgeValues>;
  standingOf: ReadonlyMap<number, KnownStanding>;
  mouth: Mouth;
  /** what a group is offered for these people, asked of the features once */
  offered(chatId: number, people: readonly number[]): Promise<Text | null>;
}

/** Says what is due today where manners allow, and moves everybody on who is done with their step. */
export async function sayWhatIsDue(
  ctx: BaseCtx,
  features: readonly Feature[],
  running: readonly Journey[],
  known: Known & { phraser: Phraser | null },
): Promise<void> {
  const byName = new Map(running.map(({ declaration }) => [declaration.name, declaration]));
  const due = await dueSteps(ctx, [...byName.keys()]);
  const ids = [...new Set(due.map(({ memberId }) => memberId))].sort((a, b) => a - b);
  // nobody is erased, merged or paid while something is being said to them
  for (const id of ids) await lockOther(ctx.tx, id);
  const facts = await factsOf(ctx, features, ids);
  const standingOf = new Map(known.all.map((one) => [one.memberId, one]));
  const values = await valuesOf(ctx, features, [...facts.values()], standingOf);
  const mouth = await Mouth.open(ctx, known.phraser);
  const offered = remembered((chatId, people) => bestOffer(ctx, features, chatId, people));
  const look: Look = { ...known, ctx, due, facts, values, standingOf, mouth, offered };
  for (const at of due) {
    const next = await take(look, at, byName.get(at.journey));
    if (next !== null) await moveOn(ctx, at, next);
  }
  await mouth.close();
}

type Next = Parameters<typeof moveOn>[2];

/** Takes somebody's step, says it or passes it by; null: it waits for another day. */
async function take(look: Look, at: DueStep, declaration: Declaration | undefined): Promise<Next | null> {
  const step = declaration?.steps[at.step];
  const one = look.facts.get(at.memberId);
  if (!declaration || !step || !one) return { endedFor: "finished" };
  const standing = look.standingOf.get(at.memberId);
  const isMeant = step.ifState.length === 0 || (standing !== undefined && step.ifState.includes(standing.state));
  const way = isMeant ? wayFor(declaration, step, one) : null;
  if (way === null) return after(declaration, at, look.ctx.today);
  const manners = judged(look, one, at, way, standing);
  if (manners.may === "later") return null;
  if (manners.may === "never") return { endedFor: manners.because };
  if (manners.may === "yes") {
    const values = look.values.get(one.id) ?? {};
    const inGroup = way === "group" ? await groupWords(look, at, one) : nothingForGroup;
    await look.mouth.say({ declaration, at, step, facts: one, values, way, ...inGroup });
  }
  return after(declaration, at, look.ctx.today);
}

const nothingForGroup = { likedThere: "", offered: null };

/** What those like and might be offered who will read the post of this step in the same group. */
async function groupWords(look: Look, at: DueStep, one: PersonFacts) {
  const { facts, values, due, ctx } = look;
  const together = due
    .filter((other) => other.journey === at.journey && other.step === at.step)
    .flatMap(({ memberId }) => facts.get(memberId) ?? [])
    .filter(({ groupChat }) => groupChat === one.groupChat);
  const likes = together
    .filter(({ language }) => language === ctx.community.language)
    .map(({ id }) => values.get(id)?.favourite ?? "");
  const people = together.map(({ id }) => id);
  return {
    likedThere: commonest(likes),
    offered: one.groupChat === null ? null : await look.offered(one.groupChat, people),
  };
}

/** A question to the features, asked once for the same chat and people. */
function remembered(ask: Look["offered"]): Look["offered"] {
  const known = new Map<string, Promise<Text | null>>();
  return (chatId, people) => {
    const key = [chatId, ...people].join(" ");
    const answer = known.get(key) ?? ask(chatId, people);
    known.set(key, answer);
    return answer;
  };
}

function judged(
  { ctx, mouth, heldUntil, all }: Look,
  one: PersonFacts,
  at: DueStep,
  way: Way,
  standing: KnownStanding | undefined,
): Manners {
  return mayNudge({
    ...mannersFacts(ctx, one),
    // no standing: staff, or gone
    isStaff: standing === undefined,
    knownAsOf: standing?.asOfDay ?? all[0]?.asOfDay ?? null,
    heldUntil,
    dueDay: at.dueDay,
    nudgedDays: [...one.nudgedDays, ...mouth.saidTo(one.id)],
    way,
    sentToChat: way === "group" ? mouth.postsInto(one.groupChat, at) : 0,
    sentByAccount: mouth.sentBy(one.privateAccount),
    tasksMade: mouth.tasksMade,
  });
}

function after({ steps }: Declaration, at: DueStep, today: Day): Next {
  const next = steps[at.step + 1];
  return next ? { step: at.step + 1, dueDay: addDays(today, next.wait) } : { endedFor: "finished" };
}
