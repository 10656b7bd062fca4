import { expect, test } from "vitest";
import { firstCalibration } from "../../../src/features/service/knowledge/first-calibration.ts";
import { KnowledgeThread } from "../../../src/features/service/knowledge/thread.ts";
import { usualWish, type Entry } from "../../../src/features/service/finding/index.ts";

// The thread of a base that is done with goes on with the next one.

const base = (things: readonly string[]): Entry[] =>
  things.map((thing) => ({
    id: thing,
    question: `${thing}多少钱`,
    alternatives: [`${thing}怎么卖`],
    answer: `${thing}十元`,
  }));
const [teas, cups] = [base(["龙井", "普洱", "白茶"]), base(["盖碗", "茶杯", "茶壶"])];

async function within<T>(entries: Entry[], work: (thread: KnowledgeThread) => Promise<T>): Promise<T> {
  const thread = new KnowledgeThread({ entries, coming: [], synonyms: [] });
  try {
    return await work(thread);
  } finally {
    await thread.close();
  }
}
const learn = (thread: KnowledgeThread) => thread.calibrate(usualWish, []);
const nearest = async (thread: KnowledgeThread, asked: string) => (await thread.find(asked, firstCalibration)).nearest;

test("a base is found in and learnt from the same after another one as in a thread of its own", async () => {
  const first = await within(cups, learn);
  for (let round = 0; round < 20; round++) {
    expect(await within(teas, (thread) => nearest(thread, "普洱多少钱"))).toEqual(["普洱"]);
    expect(await within(cups, (thread) => nearest(thread, "茶壶多少钱"))).toEqual(["茶壶"]);
  }
  expect(await within(cups, learn)).toEqual(first);
});

test("several at a time do not hear one another, and whoever waits at the end is told that there is no answer", async () => {
  const [one, other] = [teas, cups].map((entries) => new KnowledgeThread({ entries, coming: [], synonyms: [] }));
  const found = [nearest(one!, "龙井多少钱"), nearest(other!, "盖碗多少钱")];
  expect(await Promise.all(found)).toEqual([["龙井"], ["盖碗"]]);
  await one!.close();
  const waiting = expect(learn(other!)).rejects.toThrow("the thread of a knowledge base ended");
  await other!.close();
  await waiting;
  await expect(learn(other!)).rejects.toThrow("the thread of a knowledge base ended");
  expect(await within(teas, (thread) => nearest(thread, "白茶多少钱"))).toEqual(["白茶"]);
});
