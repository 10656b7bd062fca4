import type { SettingText } from "../../core/feature.ts";
import { text as words, type Text } from "../../core/text.ts";

interface Line {
  name: string;
  texts: SettingText;
  value: Text;
  /** what is stored and no longer allowed, if anything */
  bad?: Text | undefined;
}

interface Group {
  name: string;
  title: Text;
  count: number;
  /** how many of them hold their default because what is stored is not allowed any more */
  bad: number;
}

interface One extends Line {
  range: Text;
  initial: Text;
}

/** Behind a value that holds only because what is stored is not allowed any more. */
const notUsed = (bad: Text | undefined) =>
  words({
    zh: bad ? `　⚠️ 原来设的 ${bad.zh()} 已不在允许范围内，用默认值` : "",
    en: bad ? `  ⚠️ ${bad.en()} was set and is no longer allowed; the default holds` : "",
  });

export const text = {
  help: words({
    zh: "查看和修改设置；设置 签到，设置 首日积分 20",
    en: "see and change settings; /settings checkin, /settings checkin.first 20",
  }),
  groups: words<{ groups: Group[] }>({
    zh: ({ groups }) =>
      [
        "可以设置的：",
        ...groups.map(
          (group) => `· ${group.title.zh()}（${group.count} 项${group.bad > 0 ? `，${group.bad} 项要改 ⚠️` : ""}）`,
        ),
        `看一组：设置 ${groups.at(1)?.title.zh() ?? ""}；改一项：设置 首日积分 20`,
      ].join("\n"),
    en: ({ groups }) =>
      [
        "What can be set:",
        ...groups.map((group) => `· ${group.name} (${group.count}${group.bad > 0 ? `, ${group.bad} to mend ⚠️` : ""})`),
        `One group: /settings ${groups.at(1)?.name ?? ""}; one value: /settings checkin.first 20`,
      ].join("\n"),
  }),
  list: words<{ title: Text; lines: Line[] }>({
    zh: ({ title, lines }) =>
      [
        `【${title.zh()}】`,
        ...lines.map((line) => `${line.texts.name.zh()}：${line.value.zh()}${notUsed(line.bad).zh()}`),
        `说明：设置 ${lines[0]?.texts.name.zh() ?? ""}；修改：后面加新值`,
      ].join("\n"),
    en: ({ lines }) =>
      [
        ...lines.map((line) => `${line.name} (${line.texts.name.en()}): ${line.value.en()}${notUsed(line.bad).en()}`),
        `About one: /settings ${lines[0]?.name ?? ""}; to change it, add the new value`,
      ].join("\n"),
  }),
  one: words<One>({
    zh: ({ name, texts, value, bad, range, initial }) =>
      `${texts.name.zh()}（${name}）：${value.zh()}${notUsed(bad).zh()}\n${texts.help.zh()}。可以是${range.zh()}，默认 ${initial.zh()}。`,
    en: ({ name, texts, value, bad, range, initial }) =>
      `${name} (${texts.name.en()}): ${value.en()}${notUsed(bad).en()}\n${texts.help.en()}. Allowed: ${range.en()}; ${initial.en()} unless set.`,
  }),
  changed: words<{ name: string; texts: SettingText; from: Text; to: Text }>({
    zh: ({ texts, from, to }) => `${texts.name.zh()}：${from.zh()} → ${to.zh()}，现在起生效。`,
    en: ({ texts, from, to }) => `${texts.name.en()}: ${from.en()} → ${to.en()}, from now on.`,
  }),
  same: words<{ texts: SettingText; value: Text }>({
    zh: ({ texts, value }) => `${texts.name.zh()}已经是 ${value.zh()} 了。`,
    en: ({ texts, value }) => `${texts.name.en()} is ${value.en()} already.`,
  }),
  changedSince: words({ zh: "之后又改过了，不能撤销。", en: "It was changed again since: that cannot be undone." }),
  exportPrivately: words({ zh: "导出请私聊我用。", en: "Please ask me for the export in private." }),
  exported: words<{ yaml: string }>({ zh: ({ yaml }) => yaml.trimEnd(), en: ({ yaml }) => yaml.trimEnd() }),
  notAllowed: words({ zh: "只有管理员可以改设置。", en: "Only the managers here can change settings." }),
};
