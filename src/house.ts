import { randomUUID } from "node:crypto";
import { togetherness } from "./act/crowd.ts";
import type { BadStored } from "./act/settings.ts";
import { Due } from "./act/due.ts";
import { Performer } from "./act/perform.ts";
import type { ActLimits } from "./act/take.ts";
import { wakes } from "./act/wakes.ts";
import { Actor } from "./act/worker.ts";
import type { Ring } from "./core/bell.ts";
import type { Acquaintances } from "./core/acquaintances.ts";
import type { Accept, Bot } from "./core/bot.ts";
import { CommandTable } from "./core/commands.ts";
import type { Database } from "./core/database/index.ts";
import { createDispatcher, type Dispatcher } from "./core/sending/dispatcher.ts";
import type { ChatEvent } from "./core/event.ts";
import type { Feature } from "./core/feature.ts";
import type { Log } from "./core/log.ts";
import { createManners } from "./core/sending/manners.ts";
import type { NewOutbox } from "./core/outbox.ts";
import { systemTimers, type Timers } from "./core/sending/pacing.ts";
import { tally, type Recorder, type Tally } from "./core/record.ts";
import type { Clock } from "./core/time.ts";
import { migrateChat, setUnreachable } from "./members/chats.ts";
import { createAcquaintances } from "./members/acquaintances.ts";
import { Directory, type Place } from "./members/directory.ts";
import { votesAsPresses } from "./members/polls.ts";
import { commandMenus } from "./operators/menu.ts";
import { createAcceptor } from "./record/accept.ts";
import { createRecorder } from "./record/lane.ts";

export interface HouseOptions {
  database: Database;
  features: readonly Feature[];
  bots: readonly Bot[];
  clock: Clock;
  log: Log;
  /** true: the platforms' pace; a number: real milliseconds for each of theirs; false: none */
  pacing: boolean | number;
  /** false: what nobody asked for goes at any hour and without a limit (tests of sending) */
  manners?: boolean;
  /** seed of features' chance */
  seed?: string;
  /** names this process in leases: unique among the living, and the same again after a restart */
  owner?: string;
  /** test worlds work only for their own communities */
  communities?: readonly number[];
  timers?: Timers;
  /** Hears each fact that is told, inside the transaction of its act (which may yet be undone): for showing what happened. */
  onFact?(told: { name: string; fact: unknown; by: ChatEvent | null }): void;
  /** The other processes of this database, told when there is something for them. */
  onOthersWanted?(what: Ring): void;
  /** Hears how long each call to a platform took that sends a message, in ms. */
  onCall?(ms: number): void;
  /** how long an act may take, and a wait for a lock */
  limits?: Partial<ActLimits>;
}

/** The whole community core over one database, without its bots' connections. */
export interface House {
  readonly recorder: Recorder;
  readonly directory: Directory;
  readonly dispatcher: Dispatcher;
  readonly accept: Accept;
  readonly acquaintances: Acquaintances;
  /** Events heard since the start, by platform and by what became of them. */
  recorded(): Readonly<Tally>;
  /** Whether what was heard could not be recorded the last time. */
  isRecordFailing(): boolean;
  /** Begins to act and send; takes up what an earlier run left. */
  start(): Promise<void>;
  /** Does what is due by the clock: schedules and jobs. */
  tick(): Promise<void>;
  /** Takes up what others have too much of, or left when they died; a hint (`Ring`) says what. */
  help(what: Ring): void;
  /** Only the jobs that are due; called every second, for what is timed to the second (a quiz). */
  runJobs(): Promise<void>;
  /** Resolves when nothing is left to record, act on or send now. */
  settle(): Promise<void>;
  /** Finishes what is under way, 10 s at most; the bots must have been stopped before. */
  stop(): Promise<void>;
}

/** What every part is given: the options with their defaults. */
type Common = ReturnType<typeof commonOf>;

function commonOf(options: HouseOptions) {
  const { database, features, bots, clock, log, timers = systemTimers, owner = randomUUID() } = options;
  return {
    database,
    features,
    clock,
    log,
    owner,
    timers,
    now: () => clock.now(),
    delay: (ms: number) => timers.delay(ms),
    findBot: (platform: string) => bots.find((bot) => bot.platform === platform),
    findAccount: (platform: string, account: string) =>
      bots.find((bot) => bot.platform === platform && bot.account === account),
    commands: new CommandTable(features),
    directory: new Directory(database.quick, clock),
    ...(options.communities ? { communities: [...options.communities] } : {}),
  };
}

/** Builds the house by hand: every part is made here once and given what it needs. */
export function createHouse(options: HouseOptions): House {
  const common = commonOf(options);
  const { database, clock, log, timers, directory } = common;
  const stopping = new AbortController();
  const { dispatcher, send } = sendingOf(options, common);
  const { actor, due } = actingOf(options, common, { dispatcher, send });
  const recording = recordingOf(common, actor);
  const { acceptor, recorder } = recording;
  const acquaintances = createAcquaintances({
    database,
    clock,
    log,
    delay: (ms) => timers.delay(ms, stopping.signal),
    signal: stopping.signal,
    onChanged: () => directory.forget(),
  });
  return {
    recorder,
    directory,
    dispatcher,
    accept: recording.accept,
    recorded: recording.recorded,
    isRecordFailing: acceptor.failing,
    acquaintances,
    start: async () => {
      await due.start();
      await dispatcher.start();
      actor.start();
      for (const bot of options.bots) setMenu(bot, common);
    },
    tick: () => {
      actor.wake(); // for what a process that died elsewhere has left
      return due.tick();
    },
    help: (what) => (what === "work" ? actor.wake() : dispatcher.wake()),
    runJobs: () => due.jobs(),
    settle: async () => {
      await acceptor.idle();
      await actor.idle();
      await due.idle();
      await dispatcher.drain();
    },
    stop: async () => {
      stopping.abort();
      const dueStopped = due.stop();
      await acceptor.idle();
      await actor.stop();
      await Promise.all([dueStopped, dispatcher.stop()]);
    },
  };
}

interface Sending {
  dispatcher: Dispatcher;
  /** Messages were committed: here they go at once, or the process that writes to their chats is told. */
  send(messages?: readonly NewOutbox[]): void;
}

function sendingOf(options: HouseOptions, common: Common): Sending {
  const { bots, pacing, manners, onCall, onOthersWanted } = options;
  const { database, findAccount } = common;
  const dispatcher = createDispatcher({
    ...common,
    /** One process writes to an account's chats: the platforms' limits are for all of them together. */
    findBot: (platform, account) => {
      const bot = findAccount(platform, account);
      return bot?.status().standsBy ? undefined : bot;
    },
    pacing,
    ...(manners === false ? {} : { manners: createManners(database) }),
    rng: Math.random,
    ...(onCall ? { onCall } : {}),
    onMigrated: (chat, address) => migrateChat(database.prisma, chat, address),
    onUnreachable: (chat, reason) => setUnreachable(database.prisma, chat, reason),
  });
  return {
    dispatcher,
    send: (messages) => {
      if (messages?.length === 0) return;
      const silent = bots.filter((bot) => bot.status().standsBy).length;
      if (silent < bots.length) dispatcher.wake(messages);
      if (silent > 0) onOthersWanted?.("outbox");
    },
  };
}

function actingOf({ seed, limits, onFact, onOthersWanted }: HouseOptions, common: Common, sending: Sending) {
  const { features, directory, findAccount, log } = common;
  const { dispatcher, send } = sending;
  let isConfigurationChanged = false;
  let isJobDue = false;
  const performer = new Performer({
    ...common,
    seed: seed ?? "hearth",
    onConfigurationChanged: () => void (isConfigurationChanged = true),
    onBadSetting: logOnce(log),
    onJobDue: () => void (isJobDue = true),
    ...(onFact
      ? { onFact: (ctx, told) => onFact({ ...told, by: "event" in ctx ? (ctx.event as ChatEvent) : null }) }
      : {}),
  });
  const due = new Due({ ...common, performer, findBot: findAccount, onCommit: send });
  const actor = new Actor({
    ...common,
    perform: (tx, work) => performer.perform(tx, work),
    together: (works) => togetherness(works, features),
    performCrowd: (tx, crowd) => performer.performCrowd(tx, crowd),
    refuse: (tx, work, refusal) => performer.refuse(tx, work, refusal),
    apologise: (tx, work) => performer.apologise(tx, work),
    sender: dispatcher,
    onCommit: (messages) => {
      if (isConfigurationChanged) directory.forget();
      isConfigurationChanged = false;
      send(messages);
      if (isJobDue) due.hurry();
      isJobDue = false;
    },
    onBusy: () => onOthersWanted?.("work"),
    ...(limits ? { limits } : {}),
  });
  return { actor, due };
}

function recordingOf(common: Common, actor: Actor) {
  const { database, directory, clock, log, delay, commands, features, findBot } = common;
  const { quick: pool } = database;
  const isCommand = (event: ChatEvent, place: Place): boolean => {
    if (event.kind !== "message") return false;
    const bot = findBot(event.platform);
    return commands.match(event.text, bot ? [bot.username] : [], place.words) !== null;
  };
  const hears = features.flatMap((feature) => feature.wakes ?? []);
  const isWord = (event: ChatEvent) =>
    (event.kind === "message" || event.kind === "edit") && hears.some((hear) => hear(event.text));
  const deciding = { wakes: (event: ChatEvent, isOrder: boolean) => wakes(event, isOrder || isWord(event)), isCommand };
  const onWork = () => actor.wake();
  const recorder = createRecorder({ pool, directory, clock, wakes: deciding, hands: actor, onWork });
  const recorded: Tally = {};
  const record: Recorder["record"] = async (events, how) => {
    const outcome = await recorder.record(events, how);
    tally(recorded, events, outcome);
    return outcome;
  };
  const acceptor = createAcceptor({ recorder: { record }, log, delay });
  const accept = votesAsPresses(acceptor.accept, { pool, log, delay });
  return { recorder, acceptor, accept, recorded: (): Readonly<Tally> => recorded };
}

/** Without a menu everything still works. */
function setMenu(bot: Bot, { features, log }: Common): void {
  if (!bot.capabilities.commandMenu) return;
  bot.setCommandMenu?.(commandMenus(features)).catch((error: unknown) => {
    log.warn({ err: error, platform: bot.platform }, "the command menu could not be set");
  });
}

/** Logs each stored setting that is out of its range once in the life of this process. */
function logOnce(log: Log): (bad: BadStored) => void {
  const told = new Set<string>();
  return (bad) => {
    const key = JSON.stringify(bad);
    if (told.has(key)) return;
    told.add(key);
    const name = `${bad.feature}.${bad.key}`;
    log.warn(
      { community: bad.communityId, setting: name, value: bad.value },
      "a stored setting is outside its range; the default holds",
    );
  };
}
