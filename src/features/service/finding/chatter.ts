/**
 * What people say in any group, about nothing a knowledge base is for. Calibration asks these too: a
 * small base knows few everyday words, and would otherwise take each of them for a sign that it is meant.
 */
export const chatter: readonly string[] = `
大家好
早上好呀
晚安，明天见
有人在吗
哈哈哈哈笑死我了
今天天气真好
明天会下雨吗
你吃饭了没有
我刚下班，好累啊
周末一起出去玩吗
这个周末你们有什么安排
谢谢你，辛苦了
不客气
好的，知道了
我觉得可以
我也这么想
怎么回事啊
什么情况
为什么会这样
真的假的
你是机器人吗
你叫什么名字
你多大了
你在干什么
你能做什么
你是哪里人
我想请教一个问题
可以帮我一下吗
有没有人知道
谁能告诉我怎么做
这是什么意思
那个要怎么弄
什么时候开始
在哪里可以看到
最近有什么好看的电影
推荐一本书吧
昨天的比赛谁赢了
现在是什么时间
今天星期几
从这里到火车站怎么走
北京有多少人口
世界上最高的山是哪座
太阳为什么是圆的
怎么学好英语
感冒了要吃什么药
晚饭做什么菜好
我家的猫不吃东西怎么办
孩子不爱写作业怎么办
电脑突然开不了机
手机没电了
我不喜欢这个
太贵了吧
你说得对
别发广告了
新来的朋友介绍一下自己
群里怎么这么安静
我要去睡觉了
给我讲个笑话
祝你生日快乐
新年快乐，恭喜发财
hello everyone
good morning
good night, see you tomorrow
how are you doing today
is anybody here
lol that is so funny
thank you so much
you are welcome
ok, got it
I think so too
I do not agree with you
what do you mean
what is going on
why is this happening
are you serious
are you a robot
what is your name
how old are you
what can you do
where are you from
can you help me
can I ask you a question
does anyone know how to do this
how does it work
when does it start
where can I find it
how much is it
I do not know what to do
I need some help with something
is it going to rain tomorrow
what time is it now
what day is it today
did you watch the game last night
who won the match yesterday
any good movies to see this weekend
can you recommend a good book
what should I cook for dinner
how do I get to the train station
how many people live in Japan
what is the highest mountain in the world
why is the sky blue
who was the first man on the moon
how can I learn to play the guitar
my cat does not want to eat
my computer will not start
my phone is out of battery
I just came home from work
I am so tired today
that is too expensive
I love this song
this is great
I do not like it
please stop posting ads
let us welcome the new people
why is it so quiet in here
tell me a joke
happy birthday to you
happy new year
have a nice weekend
see you later
`
  .trim()
  .split("\n");
