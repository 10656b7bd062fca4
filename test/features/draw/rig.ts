import { archiveOf } from "../../../src/features/draw/archive.ts";
import type { FetchBeacon } from "../../../src/features/draw/beacons.ts";
import { draw } from "../../../src/features/draw/index.ts";
import type { Receipt } from "../../../src/features/draw/receipt.ts";
import { features } from "../../../src/features/index.ts";
import { knownSignature } from "../../world/beacon.ts";
import { createWorld, type World } from "../../world/index.ts";

/** A group in which olga (owner) and otto (manager) hold draws by drand's round 1000, whose value is known. */
export interface DrawRig {
  world: World;
  /** rounds that were asked for */
  asked: number[];
  /** what drand answers; null = nothing */
  answer: string | null;
  /** 开启抽奖 with the close before round 1000; `more` are further words */
  opens(more?: string, prizes?: string): Promise<string[]>;
  enters(name: string): Promise<string[]>;
  freezes(): Promise<void>;
  settles(): Promise<void>;
  /** the only value of a query's first row */
  one<T>(sql: string): Promise<T | undefined>;
  state(): Promise<string | undefined>;
  tickets(): Promise<{ ticket: string; number: number }[]>;
  receipt(id?: number): Promise<Receipt | null>;
}

/** The features of a house whose drand is this function. */
export const featuresWith = (fetchBeacon: FetchBeacon) =>
  features.map((feature) => (feature.name === "draw" ? draw({ fetchBeacon }) : feature));

export async function drawRig(fetchBeacon?: FetchBeacon): Promise<DrawRig> {
  const asked: number[] = [];
  const told: FetchBeacon = async (round) => {
    asked.push(round);
    return rig.answer;
  };
  const world = await createWorld({ features: featuresWith(fetchBeacon ?? told), at: "2023-08-23T20:00" });
  await world.giveRole("olga", "owner");
  await world.giveRole("otto", "manager");
  const one = async <T>(sql: string) => (await world.query<{ value: T }>(sql))[0]?.value;
  const rig: DrawRig = {
    world,
    asked,
    answer: knownSignature,
    opens: (more = "", prizes = "耳机x1(300元)") =>
      world.member("olga").says(`开启抽奖 ${prizes} 今天23:54:22截止，主办 茶馆，联系 olga，${more}`),
    enters: (name) => world.member(name).says("抽奖"),
    freezes: () => world.setTime("2023-08-23 23:55:30"),
    settles: () => world.setTime("2023-08-23 23:59:30"),
    one,
    state: () => one<string>("SELECT state AS value FROM draw ORDER BY id DESC LIMIT 1"),
    tickets: () => world.query("SELECT ticket, number FROM draw_entry ORDER BY number"),
    receipt: async (id = 1) => {
      const communityId = await one<number>("SELECT community_id AS value FROM draw ORDER BY id DESC LIMIT 1");
      return (await archiveOf(world.database.prisma, communityId ?? 0, id))?.receipt ?? null;
    },
  };
  return rig;
}
