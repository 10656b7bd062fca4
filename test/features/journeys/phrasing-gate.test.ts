import { expect, test } from "vitest";
import { gateNudge, nameMark } from "../../../src/features/journeys/phrasing.ts";

const source = `${nameMark}，好久没听到你的想法了，大家有点想念。最近怎么样？`;

test("the gate keeps the name, every figure and the length, and lets nothing in that was not there", () => {
  const gift = `${nameMark}，茶馆给你留了 20 分，已经放进你的积分里（现在共 120 分）。哪天路过，进来看看。`;
  const rule = (reply: string, template = source, ids = [1]) =>
    gateNudge(
      { ids, quotes: [template.slice(0, 4)], reply },
      [
        { id: 1, text: template },
        { id: 2, text: "喜欢答题" },
      ],
      "canary",
    );
  expect(rule(`大家有点想念，${nameMark}。最近怎么样？`)).toBeNull();
  expect(rule("大家有点想念，最近怎么样？")).toBe("name");
  expect(rule(`${nameMark}，${nameMark}，最近怎么样？`)).toBe("name");
  expect(rule(`${nameMark}，最近怎么样？`, source, [2])).toBe("ids");
  expect(rule(`${nameMark}，茶馆给你留了分，哪天路过，进来看看。`, gift)).toBe("lost");
  expect(rule(`${nameMark}，茶馆给你留了 20 分（现在共 120 分），进来看看。`, gift)).toBeNull();
  expect(rule(`${nameMark}，茶馆给你留了 200 分（现在共 120 分，20 分）。`, gift)).toBe("figures");
  expect(rule(`${nameMark}，最近怎么样？快回来领奖！`)).toBe("words");
  expect(rule(`${nameMark}，${"最近怎么样？".repeat(20)}`)).toBe("length");
  expect(rule(`${nameMark}，最近怎么样？https://a.shop`)).toBe("links");
});
