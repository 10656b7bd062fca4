/** Words that are in every talk and about nothing; of Chinese only those of two signs and more, single ones are no terms. */
const english = `
about above after again all also always and another any anybody anyone anything anyway are aren't around ask away
back because been before being below best better between big both but came can can't cannot come comes could
couldn't did didn't does doesn't doing don't done down dunno each else enough even ever every everybody everyone
everything feel few first for found from gave get gets getting give gives going gonna gone good got great had hadn't
hah haha hahaha has hasn't have haven't having hello her here hers hey hey him his hmm how however i'd i'll i'm i've
into isn't it's its itself just keep kind knew know knows last least less let let's like likely lol long look looking
looks lot lots made make makes making many may maybe mean means might mine more most much must need needs never new
next nice nobody none nope nor not nothing now off often okay old once one ones only onto other others our ours out
over own people perhaps please pretty probably put quite rather really right said same saw say saying says see seem
seems seen she should shouldn't since some somebody someone something sometimes soon sort still stuff such sure take
takes tell than thank thanks that that's the their theirs them then there there's these they they're thing things
think this those though thought through time today together told tomorrow too took tried true try trying two under
until upon use used uses using very wait want wanted wants was wasn't way well went were weren't what what's when
where whether which while who whole whom whose why will with without won't work works would wouldn't wow yeah year
yep yes yesterday yet you you'd you'll you're you've your yours yourself`;

const chinese = `
一下 一个 一些 一会 一会儿 一定 一样 一点 一直 一起 不会 不到 不可 不同 不多 不好 不好意思 不对 不太 不如 不定 不能 不行
不要 不过 不错 不用 不知道 不是 不得 为了 为什么 之前 之后 之间 也是 也许 了解 于是 人家 什么 什么时候 今天 从来 他们 以上
以下 以前 以后 任何 但是 你们 你好 你的 例如 其他 其中 其实 其它 别的 刚刚 刚才 到底 前面 加油 千万 又是 反正 发现 只是
只有 只能 只要 可以 可是 可能 各位 各种 名字 后来 后面 吃饭 咱们 哈哈 哈哈哈 哈哈哈哈 哪个 哪些 哪儿 哪里 嗯嗯 因为 因此
在于 大家 大概 太多 好像 好吧 好多 好的 如何 如果 她们 它们 完全 对了 对于 对吧 小时 就是 就要 尤其 已经 希望 年 应该
开始 当然 很多 怎么 怎么样 怎样 总是 感觉 慢慢 我们 我的 或者 所以 所有 才能 打算 找到 把 这 按照 捂脸 接着 撇嘴 收到
放心 早上 早上好 明天 昨天 是不是 是否 时候 时间 晚上 晚上好 晚安 最后 最近 有人 有些 有时 有点 有的 本来 来说 根本 次
正在 比较 比如 没事 没有 点 特别 现在 甚至 用 由于 的话 直接 相关 真是 真的 知道 确实 突然 第一 等等 算了 类似 终于 经常
结果 继续 而且 而是 能够 能不能 自己 自然 至少 虽然 觉得 认为 让 记得 试试 说话 请问 谁 谢谢 起来 越来越 还是 还有 还要
这个 这么 这些 这儿 这样 这种 这边 这里 进行 那个 那么 那些 那儿 那样 那种 那边 那里 部分 都是 里面 问题 随便 除了 需要
非常 首先 马上 早安 可能 呵呵 嘿嘿 嘻嘻 哦哦 好好 看看 一看 看到 看见 出来 出去 过来 过去 下来 上去 东西 事情 时`;

export const emptyWords: ReadonlySet<string> = new Set(
  `${english} ${chinese}`.split(/\s+/).filter((word) => word !== ""),
);
