/**
 * What is typed into a chat at a tea shop: short, in a hurry, with slips. Sixty questions in each language with the
 * number of the entry of the playground's base that answers them, and sixty near to its matters that no entry
 * answers. Our own wording, written before anything was tried on it; none is in near-scope.ts or paraphrases.ts, and
 * two of them are a wording of the base once normalised.
 */
const answeredZh = `
几点关门呀 1|几点开们 1|今晚开到几点 1|店在那里 2|地址发一下 2|国庆开门不 3|过年还开吗 3|能定位子吗 4|要不要提前预约 4|好停车不 5
wifi密码 6|能带狗狗不 7|可以吸烟不 8|有没有插座 9|能充电不 9|可以坐多久 10|咋买 11|啥时候发货 12|今天能发货吗 12|发啥快递 13
可不可以发顺丰 13|包邮不 14|包不包邮 14|邮费多钱 14|快弟到哪了 15|我的包裹呢 15|地址写错了 16|不想要了 17|怎么退钱 18|退款啥时候到 19
能退吗 20|开封了还能退不 20|茶叶有怪味 21|盒子压扁了 22|少了一盒 23|发错了 23|能开发漂吗 24|能不能开票 24|可以付现金吗 25|咋办会员 26
会员有啥好处 27|积份怎么用 28|积分会过期不 29|充的钱能退吗 30|有优惠卷吗 31|券能叠加不 32|过生日有啥优惠 33|有没有礼盒 34|绿茶咋泡 36|普洱要不要洗茶 38
茶叶咋保存 41|茶过期了还能喝不 42|孕妇能喝不 44|小朋友能喝吗 45|新手喝啥好 46|最便宜的多少钱 47|奶茶能不能少糖 52|有啥吃的 53|能点外卖不 54|还招人不 57`;

const answeredEn = `
what time u close 1|opening hours pls 1|open today? 1|wheres the shop 2|address pls 2|open on national day? 3|can i book a table 4|need to reserve? 4|any parking? 5|wifi pw? 6
wifi password please 6|can i bring my dog 7|cats ok? 7|can we smoke there 8|any sockets? 9|can i charge my fone 9|ok to work on laptop there? 10|how do i order tea 11|where to buy 11|when will it ship 12
when do you send my order 12|which courier 13|can you send by sf 13|free shipping? 14|how much is postage 14|wheres my parcel 15|track my order 15|wrong address, can i change it 16|cancel my order pls 17|i ordered by mistake 17
i want a refund 18|how long does refund take 19|refund not arrived yet 19|can i return it 20|do you accept returns 20|my tea smells weird 21|tea arrived damp 21|box is crushed 22|teapot broken on arrival 22|something missing from my parcel 23
got the wrong item 23|need an invoice 24|do u take cards 25|alipay ok? 25|how to become member 26|is membership free 26|member discount? 27|how do i use my points 28|do points expire 29|any coupons? 31
promo code? 31|can i use 2 coupons 32|do i get a birthday gift 33|do you gift wrap 34|how to brew green tea 36|how do i store my tea 41|cheapest tea? 47|less sugar possible? 52|anything to eat there? 53|r u hiring 57`;

const unansweredZh = `
几点换班|几点人最少|周几人少一点|能包场吗|停车场限高多少|能停大巴吗|wifi网速快不|能带蛋糕进来吗|可以自带零食吗|能打牌吗
可以借充电宝带走吗|有投影仪吗|能打印东西吗|有婴儿椅吗|空调开了没|可以合并订单吗|能改数量吗|能不能晚点发货|快递丢了咋办|快递员不送上门咋办
能寄香港不|能不能保价|发票能重开吗|发票丢了怎么补|能用花呗不|能用数字人民币吗|付款失败了咋办|会员分几级|会员怎么升级|会员怎么注销
积分能送人吗|积分没到账咋办|券过期了能补吗|券能转给朋友不|充多少送多少|储值卡丢了咋办|白茶怎么泡|花茶咋泡|大麦茶怎么煮|陈皮怎么存
茶饼怎么撬|茶垢咋洗|空腹能喝茶不|隔夜茶能喝吗|吃药能喝茶吗|糖尿病能喝奶茶吗|狗能喝茶吗|奶茶能加珍珠吗|能做热的吗|可以续杯吗
点心能打包吗|蛋糕能写字吗|外卖多久能到|外卖送错了咋办|茶艺课有证书吗|课能补吗|活动能带朋友吗|面试要带什么|店长电话多少|分店在哪`;

const unansweredEn = `
what time is it quiet|how many seats do you have|can we rent the whole shop|is there a height limit for parking|can i park a bus|is the wifi fast|can i bring my own cake|can we play cards there|do you have a projector|can i print something
is there a high chair|is the aircon on|can i merge two orders|can i change the quantity|can you ship later please|what if the parcel gets lost|courier left it at the door|do you ship to hong kong|can i insure my parcel|can you reissue the invoice
i lost my invoice|do you take paypal|my payment failed|how many member levels are there|how do i upgrade my membership|how to quit membership|can i transfer my points|my points are missing|my coupon expired, can i get a new one|can i give my coupon to a friend
is there a bonus when i top up|i lost my prepaid card|how to brew white tea|how to brew jasmine tea|how to cook barley tea|how do i store honey|how do i break a tea cake|how to remove tea stains|can i drink tea on an empty stomach|is overnight tea safe
can i drink tea with medicine|can diabetics drink milk tea|can my dog drink tea|can i add pearls|can i have it hot|are refills free|can i take the snacks home|can you write on the cake|how long does the delivery take|my delivery order is wrong
do i get a certificate for the class|can i make up a missed class|can i bring a friend to the event|what should i bring to the interview|what is the manager's number|where is your other branch|do you have a newsletter|can i sell my tea in your shop|which cup should i buy|how many cups a day can i drink`;

const lines = (text: string) => text.trim().split(/[|\n]/u);
const numbered = (text: string) =>
  lines(text).map((line) => {
    const [, question = "", number = ""] = /^(.*) (\d+)$/u.exec(line) ?? [];
    return { question, entry: Number(number) };
  });

export const askedInChat = {
  zh: { answered: numbered(answeredZh), unanswered: lines(unansweredZh) },
  en: { answered: numbered(answeredEn), unanswered: lines(unansweredEn) },
} as const;
