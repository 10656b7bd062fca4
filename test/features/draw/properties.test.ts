import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { silentLog } from "../../../src/core/log.ts";
import { buildReceipt, receiptText } from "../../../src/features/draw/receipt.ts";
import { headOf, keyOf, nextHead, rank, rankCalmly, type Entry } from "../../../src/features/draw/scheme.ts";
import { verifyReceipt } from "../../../src/features/draw/verify.ts";
import { createHouse } from "../../../src/house.ts";
import { long } from "../../long.ts";
import { knownSignature } from "../../world/beacon.ts";
import { posted, receiptOf, vector } from "./receipts.ts";
import { drawRig, featuresWith, type DrawRig } from "./rig.ts";

const ticket = fc.uint8Array({ minLength: 8, maxLength: 8 }).map((bytes) => Buffer.from(bytes).toString("hex"));
const rosters: fc.Arbitrary<Entry[]> = fc.uniqueArray(fc.tuple(ticket, fc.integer({ min: 1, max: 100 })), {
  selector: ([one]) => one,
  minLength: 1,
  maxLength: 30,
});
const { announcement, beacon } = vector("A");
const fixed = { seed: 20_260_301, numRuns: 200 };

describe("one draw, one receipt", () => {
  test("however often it is built, the receipt is the same bytes, and it verifies", () => {
    fc.assert(
      fc.property(rosters, (entries) => {
        const record = { announcement, entries, beacon, signature: knownSignature, posted };
        const text = receiptText(buildReceipt(record));
        expect(receiptText(buildReceipt(JSON.parse(JSON.stringify(record)) as typeof record))).toBe(text);
        expect(verifyReceipt(JSON.parse(text)).valid).toBe(true);
      }),
      { ...fixed, numRuns: 20 },
    );
  });

  test("in whatever order entries are ranked, at a stretch or in slices, the order is one", async () => {
    await fc.assert(
      fc.asyncProperty(
        rosters.chain((one) => fc.tuple(fc.constant(one), fc.shuffledSubarray(one, { minLength: one.length }))),
        async ([entries, shuffled]) => {
          const key = keyOf(announcement, headOf(announcement, entries), entries.length, beacon);
          expect(rank(key, shuffled)).toEqual(rank(key, entries));
          expect(await rankCalmly(key, shuffled)).toEqual(rank(key, entries));
        },
      ),
      fixed,
    );
  });

  test("a chain that is taken up again at any link ends in the same head", () => {
    fc.assert(
      fc.property(rosters, fc.nat(), (entries, at) => {
        const cut = at % (entries.length + 1);
        const resumed = entries.slice(cut).reduce(nextHead, headOf(announcement, entries.slice(0, cut)));
        expect(resumed).toBe(headOf(announcement, entries));
      }),
      fixed,
    );
  });

  test("any two places exchanged, any entry moved, any weight changed: the receipt fails", () => {
    const receipt = receiptOf("A");
    const places = fc.tuple(fc.nat(receipt.entries.length - 1), fc.nat(receipt.entries.length - 1));
    fc.assert(
      fc.property(
        places.filter(([a, b]) => a !== b),
        fc.constantFrom("ranking" as const, "entries" as const, "weight" as const),
        ([a, b], what) => {
          const changed = structuredClone(receipt);
          if (what === "weight") changed.entries[a]![1] = (changed.entries[a]![1] % 100) + 1;
          else {
            const list: unknown[] = changed[what];
            [list[a], list[b]] = [list[b], list[a]];
          }
          expect(verifyReceipt(changed).valid).toBe(false);
        },
      ),
      { ...fixed, numRuns: long ? 60 : 20 },
    );
  });
});

/** What may happen between freeze and result, again and again and in any order. */
const happenings = ["look", "another process", "paste", "forged", "late", "check"] as const;
type Happening = (typeof happenings)[number];

async function happen({ world, answer }: DrawRig, what: Happening): Promise<void> {
  if (what === "look") await world.house.tick();
  else if (what === "another process") await lookElsewhere(world, answer);
  else if (what === "paste") await world.member("ben").says(`开奖 ${knownSignature}`);
  else if (what === "forged") await world.member("ben").says(`开奖 ${knownSignature.replace("b", "a")}`);
  else if (what === "late") await world.member("late").says("抽奖");
  else await world.member("ada").says("核对抽奖 1");
}

/** A second house over the same database does what is due, and goes. */
async function lookElsewhere(world: DrawRig["world"], answer: string | null): Promise<void> {
  const clock = { now: () => new Date("2023-08-23T23:59:30+08:00") };
  const parts = { features: featuresWith(async () => answer), bots: [world.bot], log: silentLog, pacing: false };
  const other = createHouse({ database: world.database, clock, ...parts });
  await other.tick();
  await other.settle();
  await other.stop();
}

test("whatever happens between freeze and result, in whatever order and how often: one result, the same bytes", async () => {
  const some = fc.array(fc.constantFrom(...happenings), { maxLength: 5 });
  const draws = fc.asyncProperty(some, some, fc.boolean(), async (before, after, answers) => {
    const rig = await drawRig();
    try {
      rig.answer = answers ? knownSignature : null;
      await rig.opens();
      for (const name of ["ada", "ben", "cleo"]) await rig.enters(name);
      await rig.freezes();
      await rig.settles();
      for (const what of [...before, "paste" as const]) await happen(rig, what);
      const first = receiptText((await rig.receipt())!);
      for (const what of after) await happen(rig, what);
      expect(receiptText((await rig.receipt())!)).toBe(first);
      expect(verifyReceipt(JSON.parse(first)).valid).toBe(true);
      expect(await rig.one("SELECT count(*)::int AS value FROM outbox WHERE key = 'draw:1:result'")).toBe(1);
      expect(await rig.one("SELECT count(*)::int AS value FROM draw_winner")).toBe(1);
      expect(await rig.one("SELECT count(*)::int AS value FROM draw_entry")).toBe(3);
    } finally {
      await rig.world.close();
    }
  });
  await fc.assert(draws, { seed: fixed.seed, numRuns: 10, endOnFailure: true });
}, 120_000);
