import { describe, expect, test } from "vitest";
import { seeded } from "../fakes/telegram/queue.ts";
import type { GroupSeen, MemberSeen } from "../../src/core/acquaintances.ts";
import { rematch, rematchOne, signsOf, type GroupKept } from "../../src/members/rematch.ts";

const mark = (word: string, salt: string) => `${salt}/${word}`;

interface Person extends Omit<MemberSeen, "id"> {
  /** who it really is */
  who: string;
}

const person = (who: string, more: Partial<Person> = {}): Person => ({ who, name: who, ...more });

function group(topic: string, people: readonly Person[], session: string, owner?: string): GroupSeen {
  const id = (who: string) => `${session}:${who}`;
  const members = people.map(({ who, ...seen }) => ({ ...seen, id: id(who) }));
  return { id: `${session}:${topic}`, topic, ownerId: owner === undefined ? null : id(owner), members };
}

const kept = (seen: GroupSeen, salt = "salt"): GroupKept => ({
  ...seen,
  salt,
  members: seen.members.map((member) => ({ id: member.id, signs: signsOf(member, salt, mark) })),
});

/** What a login in which every id changed makes of groups that were "a" before and are "b" now. */
function relogin(before: GroupSeen[], after: GroupSeen[]) {
  return rematch(
    before.map((one) => kept(one)),
    after,
    mark,
  );
}

/** The pairs that are not the same person. */
const wrong = (people: Map<string, string>) =>
  [...people].filter(([is, was]) => is.split(":")[1] !== was.split(":")[1]);

const crowd = (count: number) => Array.from({ length: count }, (_, index) => person(`p${index}`));

describe("people", () => {
  test("are found again by a name that nobody else bears", () => {
    const people = [person("ada"), person("bea"), person("cem")];
    const { people: found } = relogin([group("tea", people, "a")], [group("tea", people.toReversed(), "b")]);
    expect([...found]).toEqual([
      ["b:cem", "a:cem"],
      ["b:bea", "a:bea"],
      ["b:ada", "a:ada"],
    ]);
  });

  test("are left to an operator when two bear the name, before or after", () => {
    const twins = [person("x", { name: "小明" }), person("y", { name: "小明" }), ...crowd(4)];
    const one = twins.slice(1);
    for (const [before, after] of [
      [twins, twins],
      [twins, one],
      [one, twins],
    ] as const) {
      const found = relogin([group("tea", before, "a")], [group("tea", after, "b")]);
      expect(found.people.has("b:y")).toBe(false);
      expect(found.unsurePeople.get("b:y")).toContain("a:y");
      expect(wrong(found.people)).toEqual([]);
    }
  });

  test("are found by our own remark or their public id although their names are common", () => {
    const people = [
      person("x", { name: "小明", remark: "王小明 三店" }),
      person("y", { name: "小明", handle: "xiaoming_88" }),
      person("z", { name: "小明" }),
      ...crowd(4),
    ];
    const found = relogin([group("tea", people, "a")], [group("tea", people, "b")]);
    expect(found.people.get("b:x")).toBe("a:x");
    expect(found.people.get("b:y")).toBe("a:y");
    expect(wrong(found.people)).toEqual([]);
  });

  test("who took the name of somebody who is still there stay strangers", () => {
    const before = [person("owner", { name: "群主" }), ...crowd(5)];
    const after = [...before, person("thief", { name: "群主\u200b" })];
    const found = relogin([group("tea", before, "a")], [group("tea", after, "b")]);
    expect(found.people.has("b:thief")).toBe(false);
    expect(found.people.has("b:owner")).toBe(false);
  });

  test("who took a name that certainly is somebody else's now are not that person", () => {
    const before = [person("ada", { remark: "Ada from shop 3" }), ...crowd(5)];
    const after = [
      person("ada", { name: "Ada L.", remark: "Ada from shop 3" }),
      person("thief", { name: "ada" }),
      ...crowd(5),
    ];
    const found = relogin([group("tea", before, "a")], [group("tea", after, "b")]);
    expect(found.people.get("b:ada")).toBe("a:ada");
    expect(found.people.has("b:thief")).toBe(false);
  });

  test("of whom two groups say different things wait for an operator", () => {
    const [one, two] = [crowd(5), crowd(5).map((each) => person(`q${each.who}`))];
    const before = [
      group("tea", [person("ada"), ...one], "a"),
      group("coffee", [person("eve", { name: "eve" }), ...two], "a"),
    ];
    // one new person bears "ada" in the first group and, by another name there, "eve" in the second
    const is = person("eve", { name: "ada" });
    const after = [
      group("tea", [is, ...one], "b"),
      group("coffee", [{ ...is, groupName: "x", name: "eve" }, ...two], "b"),
    ];
    const found = relogin(before, after);
    expect(found.people.has("b:eve")).toBe(false);
    expect(found.unsurePeople.get("b:eve")).toEqual(["a:ada", "a:eve"]);
  });

  test("with names of nothing visible are nobody in particular", () => {
    const found = relogin(
      [group("tea", [person("x", { name: "\u200b" }), ...crowd(3)], "a")],
      [group("tea", [person("y", { name: "\u200b" }), ...crowd(3)], "b")],
    );
    expect(found.people.has("b:y")).toBe(false);
  });

  test("whose ids stayed are not looked at at all", () => {
    const stayed = { ...group("tea", [person("ada"), person("bea")], "a") };
    const found = rematch(
      [kept(stayed)],
      [{ ...stayed, members: stayed.members.map((one) => ({ ...one, name: "renamed" })) }],
      mark,
    );
    expect(found.people.size).toBe(0);
    expect(found.groups.get("a:tea")).toBe("a:tea");
  });
});

describe("groups", () => {
  test("are found again by their topic and who is in them", () => {
    const found = relogin(
      [group("tea", crowd(9), "a"), group("coffee", crowd(4), "a")],
      [group("coffee", crowd(4), "b"), group("tea", crowd(9), "b")],
    );
    expect([...found.groups]).toEqual([
      ["b:coffee", "a:coffee"],
      ["b:tea", "a:tea"],
    ]);
  });

  test("with the same topic and other people are other groups", () => {
    const others = crowd(9).map((one) => person(`q${one.who}`));
    const found = relogin([group("tea", crowd(9), "a")], [group("tea", others, "b")]);
    expect(found.groups.size + found.unsureGroups.size).toBe(0);
  });

  test("with another topic and the same people are the same group", () => {
    const found = relogin([group("tea", crowd(20), "a")], [group("tea and cake", crowd(18), "b")]);
    expect([...found.groups.values()]).toEqual(["a:tea"]);
  });

  test("that part of a group made beside it are not that group", () => {
    const found = relogin(
      [group("tea", crowd(200), "a")],
      [group("tea", crowd(200), "b"), group("committee", crowd(10), "b")],
    );
    expect([...found.groups]).toEqual([["b:tea", "a:tea"]]);
    expect(found.unsureGroups.size).toBe(0);
  });

  test("that cannot be told apart wait for an operator, and so does everyone in them", () => {
    const found = relogin(
      [group("tea", crowd(9), "a"), { ...group("tea", crowd(9), "c") }],
      [group("tea", crowd(9), "b")],
    );
    expect(found.groups.size).toBe(0);
    expect(found.people.size).toBe(0);
    expect(found.unsureGroups.get("b:tea")).toEqual(["a:tea", "c:tea"]);
  });
});

test("of 200 people whose every id changed none is taken for another, and 95 % are found where names allow it", () => {
  // 180 with names of their own (four of whom renamed themselves meanwhile), 20 in pairs of equal names
  const people = [
    ...crowd(180),
    ...Array.from({ length: 20 }, (_, index) => person(`t${index}`, { name: `小明${Math.floor(index / 2)}` })),
  ];
  const renamed = people.map((one, index) => (index < 4 ? { ...one, name: `${one.name} 新` } : one));
  const newcomers = [person("n1"), person("n2", { name: "小明3" }), person("n3", { name: "p179 " })];
  const found = relogin(
    [group("tea", people, "a", "p5")],
    [group("tea", [...renamed.toReversed(), ...newcomers], "b", "p5")],
  );
  expect(wrong(found.people)).toEqual([]);
  expect(found.people.size).toBe(175);
  // whose name stayed and was theirs alone: 176, of whom one is imitated now
  expect(found.people.size / 176).toBeGreaterThanOrEqual(0.95);
  expect([...found.unsurePeople.keys()].filter((id) => id.startsWith("b:t")).length).toBe(20);
});

describe("one group, before the others are read", () => {
  /** 40 people, some of equal names, some renamed, some come and some gone, in six groups; many in several. */
  function world(seed: number): { before: GroupSeen[]; after: GroupSeen[] } {
    const random = seeded(seed);
    const pick = (chance: number) => random() < chance;
    const people = Array.from({ length: 40 }, (_, index) =>
      person(`w${index}`, {
        name: `名${Math.floor(random() * 30)}`,
        ...(pick(0.2) ? { remark: `r${index % 9}` } : {}),
      }),
    );
    const renamed = people.map((one) => (pick(0.1) ? { ...one, name: `名${Math.floor(random() * 30)}` } : one));
    const rooms = ["a", "b", "c", "d", "e", "f"].map((topic) => ({ topic, who: people.map(() => pick(0.25)) }));
    const in1 = (topic: string, who: boolean[]) =>
      group(
        topic,
        people.filter((_, index) => who[index]),
        "old",
      );
    const in2 = (topic: string, who: boolean[]) =>
      group(
        topic,
        renamed.filter((_, index) => (who[index] ? !pick(0.1) : pick(0.03))),
        pick(0.1) ? "old" : "new",
      );
    return {
      before: rooms.map(({ topic, who }) => in1(topic, who)),
      after: rooms.map(({ topic, who }) => in2(topic, who)),
    };
  }

  test("settles nobody otherwise than all of them will, in 500 random worlds", () => {
    let found = 0;
    let settledInAll = 0;
    for (let seed = 1; seed <= 500; seed++) {
      const { before, after } = world(seed);
      const asKept = before.map((one) => kept(one));
      const whole = rematch(asKept, after, mark);
      for (const is of after) {
        const was = asKept.find(({ id }) => id === whole.groups.get(is.id));
        if (!was) continue;
        const ids = (groups: readonly { members: readonly { id: string }[] }[], but: object) =>
          new Set(groups.filter((one) => one !== but).flatMap((one) => one.members.map(({ id }) => id)));
        const elsewhere = { keptElsewhere: ids(asKept, was), seenElsewhere: ids(after, is) };
        const { people, settled } = rematchOne({ was, is, ...elsewhere }, mark);
        settledInAll += settled.size;
        found += people.size;
        for (const id of settled) expect(people.get(id), `${seed} ${id}`).toBe(whole.people.get(id));
        for (const id of people.keys()) expect(settled.has(id)).toBe(true);
      }
    }
    expect(found).toBeGreaterThan(1_000);
    expect(settledInAll).toBeGreaterThan(found);
  });
});
