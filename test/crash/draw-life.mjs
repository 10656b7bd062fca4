// Steps of a draw as a life of their own (one-life.mjs), for test/crash/draw.test.ts. Arguments: the database's connection as
// JSON, the steps.
import { draw } from "../../src/features/draw/index.ts";
import { features } from "../../src/features/index.ts";
import { live } from "./one-life.mjs";

const signature = "b44679b9a59af2ec876b1a6b1ad52ea9b1615fc3982b19576350f93447cb1125e342b73a8dd2bacbe47e4b6b63ed5e39";
const order = "开启抽奖 耳机x1(300元) 今天23:54:22截止，花5积分，主办 茶馆，联系 olga";
/** when each step happens, and what is said in it: who, words, the update's identity */
const steps = {
  arrive: {
    at: "20:00:00",
    said: [
      ["olga", "大家好", "k1"],
      ["ada", "签到", "k2"],
      ["ben", "签到", "k3"],
    ],
  },
  open: { at: "20:01:00", said: [["olga", order, "k4"]] },
  enter: {
    at: "20:02:00",
    said: [
      ["ada", "抽奖", "k5"],
      ["ben", "抽奖", "k6"],
    ],
  },
  freeze: { at: "23:55:30", said: [["ada", "抽奖", "k7"]] },
  result: { at: "23:59:30", said: [] },
};

const [, , config, ...names] = process.argv;
const moments = names.map((name) => {
  const { at, said } = steps[name];
  return { now: new Date(`2023-08-23T${at}+08:00`), said };
});
await live({
  config,
  name: names.join("-"),
  moments,
  features: features.map((one) => (one.name === "draw" ? draw({ fetchBeacon: async () => signature }) : one)),
});
