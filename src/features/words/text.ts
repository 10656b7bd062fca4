import { text as words, type Text } from "../../core/text.ts";

/** A feature, or a single command (no title). */
interface Named {
  name: string;
  title: Text | undefined;
}

export const text = {
  aliasHelp: words({ zh: "给命令起别名；别名 早安 签到", en: "own words for commands; /alias hello checkin" }),
  featureHelp: words({
    zh: "在本群开关功能；功能开关 签到 关",
    en: "switch features in this chat; /feature checkin off",
  }),
  aliases: words<{ rows: { word: string; said: Text }[] }>({
    zh: ({ rows }) =>
      rows.length === 0
        ? "还没有别名。这样加：别名 早安 签到"
        : rows.map((row) => `${row.word} = ${row.said.zh()}`).join("\n"),
    en: ({ rows }) =>
      rows.length === 0
        ? "There are none yet. Add one: /alias hello checkin"
        : rows.map((row) => `${row.word} = ${row.said.en()}`).join("\n"),
  }),
  aliasForm: words({
    zh: "这样用：别名 早安 签到；去掉：别名 早安 无",
    en: "Use: /alias hello checkin; to remove it: /alias hello none",
  }),
  aliasSet: words<{ word: string; said: Text }>({
    zh: ({ word, said }) => `好了，“${word}”就是${said.zh()}。`,
    en: ({ word, said }) => `Done: "${word}" means ${said.en()}.`,
  }),
  aliasGone: words<{ word: string }>({
    zh: ({ word }) => `“${word}”不再是命令。`,
    en: ({ word }) => `"${word}" is no command any more.`,
  }),
  noAlias: words<{ word: string }>({
    zh: ({ word }) => `没有“${word}”这个别名。`,
    en: ({ word }) => `There is no alias "${word}".`,
  }),
  noCommand: words<{ word: string }>({
    zh: ({ word }) => `没有“${word}”这个命令。`,
    en: ({ word }) => `There is no command "${word}".`,
  }),
  badWord: words({
    zh: "别名要是 2 到 20 个字的一个词，不带空格和标点。",
    en: "An alias is one word of 2 to 20 letters or digits, with at least one letter.",
  }),
  taken: words<{ word: string; said: Text }>({
    zh: ({ word }) => `“${word}”本来就是命令，换一个词吧。`,
    en: ({ word, said }) => `"${word}" means ${said.en()} already; choose another word.`,
  }),
  tooMany: words<{ limit: number }>({
    zh: ({ limit }) => `最多 ${limit} 个别名，请先去掉一个。`,
    en: ({ limit }) => `There can be ${limit} aliases at most; remove one first.`,
  }),
  switchForm: words({
    zh: "这样用：功能开关 签到 关，或 功能开关 签到 开",
    en: "Use: /feature checkin off, or /feature checkin on",
  }),
  noFeature: words<{ word: string }>({
    zh: ({ word }) => `没有“${word}”这个功能，发送“功能开关”看看有哪些。`,
    en: ({ word }) => `There is no feature "${word}"; /feature lists them.`,
  }),
  essential: words({
    zh: "这个功能要一直开着，不能关。",
    en: "This one is always there and cannot be switched off.",
  }),
  switches: words<{ features: Named[]; off: readonly string[] }>({
    zh: ({ features, off }) =>
      [
        "本群的功能：",
        ...features.map(({ name, title }) => `${title?.zh() ?? name}：${off.includes(name) ? "关" : "开"}`),
        ...others(features, off, "关"),
      ].join("\n"),
    en: ({ features, off }) =>
      [
        "Features in this chat:",
        ...features.map(({ name }) => `${name}: ${off.includes(name) ? "off" : "on"}`),
        ...others(features, off, "off"),
      ].join("\n"),
  }),
  switched: words<Named & { isOn: boolean }>({
    zh: ({ name, title, isOn }) => `${title ? `“${title.zh()}”` : `/${name} `}在本群${isOn ? "打开" : "关掉"}了。`,
    en: ({ name, isOn }) => `${name} is ${isOn ? "on" : "off"} in this chat.`,
  }),
};

/** Single commands that are off. */
function others(features: readonly Named[], off: readonly string[], word: string): string[] {
  return off.filter((name) => !features.some((feature) => feature.name === name)).map((name) => `/${name}: ${word}`);
}
