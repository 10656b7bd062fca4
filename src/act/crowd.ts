import type { Tx } from "../core/database/index.ts";
import type { ButtonEvent } from "../core/event.ts";
import type { BaseCtx } from "../core/context.ts";
import type { CrowdPress, Feature } from "../core/feature.ts";
import { enqueue, priorities } from "../core/outbox.ts";
import { asLanguage } from "../core/text.ts";
import { lockPeople } from "../members/person.ts";
import { baseContext, type OpenAct } from "./context.ts";
import type { TakenCrowd, Work } from "./take.ts";

/** Fewer presses than this are acted on one by one: there is nothing to gain. */
const least = 8;

/** How many of these events, from the first on, are presses that one feature takes together; 0 = too few. */
export function togetherness(works: readonly Work[], features: readonly Feature[]): number {
  const taker = takerOf(works[0], features);
  if (!taker) return 0;
  const end = works.findIndex((work) => takerOf(work, features) !== taker);
  const count = end < 0 ? works.length : end;
  return count < least ? 0 : count;
}

function takerOf(work: Work | undefined, features: readonly Feature[]): Feature | undefined {
  const event = work?.event;
  return event?.kind === "button" ? features.find((feature) => feature.crowd?.matches(event.data)) : undefined;
}

export interface CrowdOptions {
  features: readonly Feature[];
  writtenAt: Date;
  seed: string;
  deliver(act: OpenAct<BaseCtx>): Promise<void>;
}

/**
 * Acts on many presses of one chat in the caller's transaction: everybody is locked, the feature
 * takes them all, each press is answered. False, with nothing that must not be undone, when the
 * feature would rather have them one by one.
 */
export async function performCrowd(tx: Tx, crowd: TakenCrowd, options: CrowdOptions): Promise<boolean> {
  const { community, chat, works, words, settings } = crowd;
  const feature = takerOf(works[0], options.features);
  const events = works.map((work) => work.event as ButtonEvent);
  const [first] = events;
  if (!feature?.crowd || !first) return false;
  if (words.off.includes(feature.name)) return false;
  const senders = events.map((event) => event.sender);
  const people = await lockPeople(tx, community.id, first.platform, senders, options.writtenAt);
  const { writtenAt } = options;
  const act = baseContext({
    tx,
    community,
    now: writtenAt,
    writtenAt,
    settings,
    seed: `${options.seed}\n${community.id}\n${first.key}`,
  });
  const presses = events.map((event): CrowdPress => ({ event, member: people.get(event.sender.id) ?? null }));
  const notices = await feature.crowd.take({ ...act.ctx, chat }, presses);
  if (!notices) return false;
  await options.deliver(act);
  const rows = events.flatMap((event, index) => {
    if (event.isVote) return [];
    const language = people.get(event.sender.id)?.language;
    return {
      communityId: community.id,
      chatId: chat.id,
      key: `press:${event.platform}:${event.account}:${event.key}`,
      kind: "reply" as const,
      priority: priorities.answer,
      message: {
        text: notices[index]?.[language ? asLanguage(language) : community.language]() ?? "",
        pressId: event.pressId,
      },
      createdAt: writtenAt,
    };
  });
  await enqueue(tx, ...rows);
  return true;
}
