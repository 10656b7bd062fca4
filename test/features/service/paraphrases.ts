/**
 * Two hundred questions as members put them, each with the number of the entry of the playground's tea
 * shop that answers it (from 1, the same in both languages). None is a wording of the base.
 */
const zh = `
早上几点开始营业 1|今天开到几点呀 1|周末营业到几点 1|你们店具体在什么位置 2|店的地址发我一下 2|附近是哪个地铁站 2
大年初一开不开门 3|五一放假你们还营业吗 3|想订个包间怎么弄 4|周六下午能提前留个位子吗 4|门口好停车吗 5|有没有地方停车 5
wifi密码发一下 6|店里的无线网怎么连 6|带小狗去可以吗 7|我想带猫过去行不行 7|室内能抽烟不 8|店里让抽烟吗 8
手机没电了店里能充吗 9|座位旁边有插座没 9|带电脑去办公可以吗 10|一个人坐一下午会不会被赶 10|想买茶叶在哪儿下单 11|网上怎么买你们的茶 11
拍下以后多久能发货 12|今天买什么时候能寄出来 12|默认发哪家快递 13|可以给我发顺丰吗 13|买多少可以包邮 14|寄到外省邮费多少钱 14
我的快递现在到哪儿了 15|怎么看物流信息 15|收货地址写错了能改吗 16|下单后想换个收货地址 16|刚买错了想取消订单 17|订单怎么取消呀 17
我想退款要怎么申请 18|退款在哪里点 18|退款几天能到账 19|钱退了怎么还没收到 19|买了不喜欢可以退货吗 20|拆封了还能退吗 20
收到的茶叶受潮了怎么办 21|茶有股怪味 21|快递盒子压坏了里面碎了 22|收到的茶壶碎了 22|我的包裹里少了一件东西 23|给我发错货了 23
可以给公司开发票吗 24|发票怎么开 24|能用微信付款吗 25|可以刷信用卡吗 25|怎么才能办会员卡 26|入会要不要交钱 26
会员买茶打几折呀 27|当会员有什么福利 27|店里的积分可以用来干嘛 28|积分怎么换东西 28|积分会不会清零 29|店里积分有效期是多久 29
储值卡里的余额能退吗 30|充的钱可以退出来吗 30|有没有新人优惠券 31|优惠券去哪儿领 31|两张优惠券可以一起用吗 32|优惠券和会员折扣能叠加吗 32
过生日有没有什么优惠 33|可以帮我包成礼盒吗 34|送人的话有礼盒包装吗 34|我们公司想批量采购有优惠吗 35|龙井要用多少度的水泡 36|绿茶用什么水温泡 36
红茶应该怎么泡好喝 37|普洱第一泡要不要倒掉 38|熟普怎么泡 38|铁观音泡多长时间 39|想在家做冷泡茶 40|茶叶要放冰箱保存吗 41
开封的茶叶怎么存放 41|茶叶过期还能不能喝 42|晚上喝什么茶不影响睡觉 43|有没有不含咖啡因的茶 43|怀孕了能喝你们的茶吗 44|五岁小孩可以喝茶吗 45
刚入门喝茶推荐哪款 46|最便宜的一款茶要多少钱 47|能先试喝一下再买吗 48|今年的明前龙井到了没 49|店里卖不卖茶壶盖碗 50|我对坚果过敏有什么能喝的 51
奶茶可以做不加糖的吗 52|店里有什么点心吃 53|可以点外卖送到家吗 54|想学泡茶有没有课程 55|品茶会在哪里报名 56|你们店还招兼职吗 57
想加盟开一家店要多少钱 58|我对你们的服务很不满意要投诉 59|店里电话是多少 60|怎么联系人工客服 60`;

const en = `
what time do you open in the morning 1|until what time are you open tonight 1|are you still open at nine pm 1|where exactly is your shop 2|which metro stop is closest 2|what's the address of the shop 2
will you be open on New Year's Day 3|do you close over the holidays 3|can I book a table for four 4|how do I reserve a private room 4|is there somewhere to park the car 5|do you have parking nearby 5
what's the password for the wifi 6|how can I get on your wifi 6|can I bring my dog along 7|do you allow cats 7|is smoking allowed inside 8|where can I smoke 8
can I charge my phone at the table 9|do you have any power sockets 9|can I sit there and work on my laptop 10|is it ok to stay the whole afternoon 10|how do I place an order for tea 11|where do I buy your tea online 11
when will my order be sent out 12|how many days until you ship my order 12|what courier do you ship with 13|can you send it with SF 13|do I have to pay for shipping 14|how much does delivery cost 14
where is my parcel right now 15|how do I track my order 15|I typed in the wrong delivery address 16|can I still change the shipping address 16|I want to cancel my order 17|please cancel what I ordered by mistake 17
how do I ask for a refund 18|I would like my money back please 18|when will the refund reach my account 19|my refund still has not come 19|can I send tea back 20|do you take back opened tea 20
the tea smells wrong 21|the tea I got is damp 21|my parcel came damaged 22|the teapot arrived broken 22|one item is missing from my parcel 23|you sent me the wrong tea 23
can you give me an invoice for my company 24|I need a tax receipt 24|do you accept credit cards 25|can I pay with Alipay 25|how can I become a member 26|is membership free 26
what are the benefits for members 27|how much discount do members get 27|what can I do with my shop points 28|how are shop points redeemed 28|will my shop points expire 29|are shop points valid forever 29
can I get back the money on my prepaid card 30|refund the balance of my card 30|do you have a coupon for new customers 31|any promo codes 31|can I use two coupons at once 32|can a coupon be combined with the member discount 32
do I get anything on my birthday 33|can you wrap it as a gift 34|do you have gift boxes 34|discount for bulk orders by a company 35|what water temperature for green tea 36|how should I brew longjing 36
how should I brew black tea 37|do I need to rinse ripe pu-erh 38|how do you brew sheng pu-erh 38|how long do I steep oolong tea 39|how do I make cold brew at home 40|how should tea be stored 41
should I keep tea in the fridge 41|is my tea past its shelf life 42|which tea will not keep me awake 43|do you have caffeine free tea 43|is it safe to drink tea while pregnant 44|can my kids drink your tea 45
which tea would you recommend to a beginner 46|how much is your cheapest tea 47|can I taste a sample before buying 48|has the new longjing arrived 49|do you sell teapots or gaiwans 50|I have a nut allergy, what can I drink 51
can I get my drink with less sugar 52|what can I eat there 53|do you deliver to my home 54|do you have a class on brewing tea 55|how do I register for the tasting event 56|do you have any part-time jobs 57
how much is the franchise fee 58|I want to complain about the service 59|what is the phone number of the shop 60|how can I talk to a real person 60`;

const read = (text: string) =>
  text
    .trim()
    .split(/[|\n]/u)
    .map((line) => {
      const [, question = "", number = ""] = /^(.*) (\d+)$/u.exec(line.trim()) ?? [];
      return { question, entry: Number(number) };
    });

export const paraphrases = { zh: read(zh), en: read(en) } as const;
