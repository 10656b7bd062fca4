// Steps of a quiz as a life of their own (one-life.mjs), for test/crash/quiz.test.ts. Arguments: the database's connection as
// JSON, the steps.
import { live } from "./one-life.mjs";

/** when each step happens, and what is said in it: who, words, the update's identity, at which second */
const steps = {
  arrive: {
    at: "15:00:00",
    said: [
      ["olga", "大家好", "k1"],
      ["ada", "大家好", "k2"],
      ["ben", "大家好", "k3"],
    ],
  },
  begin: { at: "15:01:00", said: [["olga", "开始答题 轮答 2 tea", "k4"]] },
  answer: {
    at: "15:01:10",
    said: [
      ["ada", "陆羽", "k5"],
      ["ben", "神农", "k6"],
    ],
  },
  settle: { at: "15:01:33", said: [] },
  ask: { at: "15:01:39", said: [] },
  second: { at: "15:01:50", said: [["ben", "陆羽", "k7"]] },
  finish: { at: "15:02:12", said: [] },
};

const [, , config, ...names] = process.argv;
const moments = names.map((name) => {
  const { at, said } = steps[name];
  return { now: new Date(`2026-03-01T${at}+08:00`), said };
});
await live({ config, name: names.join("-"), moments });
