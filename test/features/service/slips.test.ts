import { describe, expect, test } from "vitest";
import { buildIndex, calibrate, decide } from "../../../src/features/service/finding/index.ts";
import { slipMender } from "../../../src/features/service/finding/slips.ts";
import { teashop } from "./teashop.ts";

const mend = slipMender([
  "when do you open the shop",
  "how much is shipping and delivery",
  "the wifi password for a refund",
]);

describe("slips of the finger", () => {
  test.each([
    ["wehn do yuo opne", "when do you open"],
    ["shiping", "shipping"],
    ["delivvery", "delivery"],
    ["delivry", "delivery"],
    ["refaund", "refund"],
    ["passwird", "password"],
  ])("%s is %s", (written, meant) => expect(mend(written)).toBe(meant));

  test.each(["shop", "hop", "shot", "ship", "rewind", "几点开门 opxn"])("%s stays as it is written", (written) =>
    expect(mend(written)).toBe(written),
  );

  test("mean nothing where two words could be meant", () => {
    expect(slipMender(["planting", "plantings", "panting"])("plantting")).toBe("planting");
    expect(slipMender(["returns", "returned"])("returne")).toBe("returne");
    expect(slipMender(["staring", "starting"])("statring")).toBe("starting");
    expect(slipMender(["country", "counsty"])("counsry")).toBe("counsry");
  });

  test("do not keep a question from its answer", () => {
    const english = [
      {
        id: "hours",
        question: "When do you open?",
        alternatives: ["opening hours", "what time do you close"],
        answer: "Every day from 9.",
      },
      {
        id: "refund",
        question: "How do I get a refund?",
        alternatives: ["money back please"],
        answer: "On the order page.",
      },
    ];
    const index = buildIndex([...english, ...teashop]);
    expect(decide(index, calibrate(index), "wehn do you opne?")).toMatchObject({ kind: "answer", id: "hours" });
  });
});
