"""The words of the translated samples: Vietnamese, then English, then Chinese, as a translator of the shop would write."""

from __future__ import annotations

# A page by its model's name and Vietnamese slug; its slugs in English and Chinese.
PAGES = {
    ("homepage", "trang-chu"): ("home", "home-zh"),
    ("specialtypage", "na-chi-lang"): ("chi-lang-custard-apple", "zhi-leng-fan-li-zhi"),
    ("storypage", "nhung-nguoi-dan-ba-hai-hoi"): ("the-women-who-pick-star-anise", "cai-ba-jiao-de-nv-ren"),
    ("plainpage", "gioi-thieu"): ("about", "guan-yu"),
}

WORDS: dict[str, tuple[str, str]] = {
    "Chợ Xứ Lạng": ("Chợ Xứ Lạng, the market of Lạng Sơn", "谅山集市 Chợ Xứ Lạng"),
    "Nông sản thật của hộ nông dân Lạng Sơn, bưu tá lấy tận vườn.": (
        "Real produce from the farms of Lạng Sơn, collected by the post at the garden gate.",
        "谅山农户的真正农产，邮递员到果园取货。",
    ),
    "Nhà sàn dưới núi đá, trước nhà bày na, quýt, hồng và hoa hồi": (
        "A stilt house below limestone peaks, with custard apples, mandarins, persimmons and star anise in front of it",
        "石山下的高脚屋，屋前摆着番荔枝、柑橘、柿子和八角",
    ),
    # Na Chi Lăng.
    "Na Chi Lăng": ("Chi Lăng custard apple", "支棱番荔枝"),
    "Na Chi Lăng: mùa nào ngon, mua ở đâu": (
        "Chi Lăng custard apple: when and where to buy",
        "支棱番荔枝：何时最好，哪里买",
    ),
    "Na dai trên núi đá Chi Lăng, hái từ tháng 8 đến tháng 10, bưu tá lấy tận vườn và gửi tận nhà ở miền Bắc.": (
        "Custard apples from the limestone of Chi Lăng, picked from August to October and delivered across the north.",
        "产自支棱石山的番荔枝，八月至十月采摘，由邮递员到果园取货，送到越南北方各省的家门口，采后两三天即可品尝，果肉紧实、香甜少籽，当天采摘当天发货。",
    ),
    "Na dai trồng trên lèn đá vôi, thịt dai, ít hạt, ngọt đậm; hái khi vừa mở gai, đến tay người ăn sau hai ba ngày.": (
        "Grown among limestone crags, firm and sweet with few seeds; picked as the scales open, eaten two or three days "
        "later.",
        "长在石灰岩间，果肉紧实、籽少、味浓甜；鳞目初开即采，两三天后送到食客手中。",
    ),
    "Na Chi Lăng qua các con số": ("Chi Lăng custard apple in figures", "数字里的支棱番荔枝"),
    "Diện tích": ("Area", "面积"),
    "khoảng 4.900 ha (2025)": ("about 4,900 ha (2025)", "约4,900公顷（2025年）"),
    "Sản lượng": ("Harvest", "产量"),
    "35.000 tấn (2025)": ("35,000 tonnes (2025)", "35,000吨（2025年）"),
    "Giá trị": ("Value", "产值"),
    "hơn 1.500 tỷ đồng (2025)": ("over 1,500 billion đồng (2025)", "超过15,000亿越南盾（2025年）"),
    "Đạt VietGAP": ("Under VietGAP", "通过 VietGAP"),
    "903 ha": ("903 ha", "903公顷"),
    "Tem và mã số vùng trồng": ("Labels and plantation codes", "溯源标签与产区编码"),
    "từ năm 2020": ("since 2020", "始于2020年"),
    "Vì sao chỉ gửi miền Bắc": ("Why only to the north", "为什么只寄北方"),
    "Na chín sau khi hái hai ba ngày. Đi xa hơn thì quả chín giữa đường, nên các gian hàng ở đây chỉ nhận gửi tới các "
    "tỉnh miền Bắc, hái hôm nào gửi hôm ấy.": (
        "A custard apple is ripe two or three days after it was picked. On a longer journey it would ripen on the way, so "
        "the shops here send only to the northern provinces, on the day of picking.",
        "番荔枝采后两三天就熟。路途再远，果子会在途中熟透，所以这里的店铺只寄往北方各省，当天采当天寄。",
    ),
    "Đọc chuyện na mọc trên núi đá": (
        "Read how they grow on bare rock (in Vietnamese)",
        "阅读石山上番荔枝的故事（越南语）",
    ),
    "/cau-chuyen/na-tren-nui-da-chi-lang": (
        "/cau-chuyen/na-tren-nui-da-chi-lang",
        "/cau-chuyen/na-tren-nui-da-chi-lang",
    ),
    "Vườn na xen đá dưới chân những ngọn núi đá vôi Chi Lăng": (
        "Custard apple trees between rocks at the foot of the limestone peaks of Chi Lăng",
        "支棱石灰岩山脚下，乱石间的番荔枝园",
    ),
    "Na chính vụ": ("Main season", "主产季"),
    "Gai mở đều, kẽ gai trắng hồng: quả đã già, hai ba hôm nữa chín.": (
        "Scales evenly open, the grooves between them a pinkish white: full-grown, ripe in two or three days.",
        "鳞目均匀张开、缝隙白里透红：已长足，两三天后就熟。",
    ),
    "Cầm chắc tay, cuống còn tươi, vỏ không thâm.": (
        "Heavy in the hand, with a fresh stalk and no dark patches on the skin.",
        "拿着沉手，果柄新鲜，果皮无黑斑。",
    ),
    "Quả đang mềm thì ăn ngay trong ngày; mua để dành hãy chọn quả còn cứng.": (
        "Eat a soft one the same day; to keep some, choose those that are still hard.",
        "已变软的当天吃；要存放就选还硬的。",
    ),
    "Để quả ương ở nơi thoáng, lót giấy hoặc lá cho khỏi dập. Chín rồi mới cất ngăn mát, ăn trong hai ngày. <b>Đừng cất "
    "tủ lạnh khi chưa chín</b>: quả sẽ sượng và thâm vỏ.": (
        "Leave firm fruit in an airy place, on paper or leaves so that it does not bruise. Once ripe, it keeps in the "
        "fridge for two days. <b>Never chill an unripe one</b>: it stays hard and its skin turns dark.",
        "未熟的放在通风处，垫上纸或叶子以免碰伤。熟后再放冷藏，两天内吃完。<b>没熟不要放冰箱</b>：果肉会发硬，果皮会变黑。",
    ),
    "Diện tích, sản lượng, giá trị năm 2025 và 903 ha VietGAP: theo vjs.vietnam.vn, 30/9/2025.<br/>Nhãn hiệu chứng nhận "
    "năm 2011; tem và mã số vùng trồng từ năm 2020: theo Việt Nam News, 2023.": (
        "Area, harvest and value in 2025, and 903 ha under VietGAP: vjs.vietnam.vn, 30 September 2025.<br/>Certification "
        "mark of 2011, labels and plantation codes since 2020: Việt Nam News, 2023.",
        "2025年面积、产量、产值及903公顷 VietGAP：vjs.vietnam.vn，2025年9月30日。<br/>2011年证明商标，2020年起的标签与产区编码：Việt "
        "Nam News，2023年。",
    ),
    # The women who pick star anise.
    "Những người đàn bà hái hồi ở Văn Quan": ("The women who pick star anise in Văn Quan", "文关采八角的女人们"),
    "Tháng Tám, khi rừng hồi thơm nhất, các bà các chị ở Văn Quan lên đồi từ lúc sương chưa tan.": (
        "In August, when the anise woods smell strongest, the women of Văn Quan climb the hills before the mist has "
        "lifted.",
        "八月，八角林最香的时节，文关的女人们趁晨雾未散就上山了。",
    ),
    "Năm giờ sáng, sương còn đọng trên lá, bà Liễu đã buộc xong chiếc khăn và khoác gùi lên vai. Từ nhà sàn ra đến rừng "
    "chỉ mươi phút, nhưng phải đi sớm: nắng lên, thân hồi khô giòn, trèo dễ gãy cành. Ở Văn Quan, hái hồi là việc của "
    "đàn bà. Đàn ông phát cỏ, gánh phân, còn trèo lên ngọn để bứt từng bông thì phải người nhẹ và khéo tay.": (
        "At five in the morning the dew still hangs on the leaves, and Mrs Liễu has tied her headscarf and shouldered her "
        "basket. The woods are ten minutes from her stilt house, but one has to go early: in the sun the trunks turn dry "
        "and brittle, and a climber soon breaks a branch. In Văn Quan, picking anise is women's work. Men clear the grass "
        "and carry the manure; to climb to the top and pluck each star takes somebody light with clever hands.",
        "清晨五点，叶上还挂着露珠，柳大娘已系好头巾、背上背篓。从高脚屋到林子不过十分钟，但得早去：太阳一出，树干就干脆，爬上去容易折断枝条。在文关，采八"
        "角是女人的活。男人除草、挑肥；而爬到树顶一朵一朵地摘，要身轻手巧的人。",
    ),
    "Hái tay từng bông": ("Each star by hand", "一朵一朵用手摘"),
    "Cây hồi cao cả chục mét, thân thẳng, cành giòn. Người hái đứng trên chạc, một tay ôm thân, tay kia bứt quả thả vào "
    "túi vải đeo trước ngực. Không ai rung cây hay bẻ cành, vì hoa của vụ sau đã nằm sẵn bên quả của vụ này. Một người "
    "hái giỏi được chừng ba mươi cân quả tươi một ngày. Ba bốn cân tươi mới phơi được một cân khô.": (
        "An anise tree stands ten metres tall, straight, with brittle branches. The picker stands in a fork, one arm round "
        "the trunk, and with the other hand drops the fruit into a cloth bag on her chest. Nobody shakes the tree or "
        "breaks a branch, because next season's flowers already sit beside this season's fruit. A good picker brings home "
        "some thirty kilos of fresh fruit a day. Three or four kilos of it dry to one.",
        "八角树高十来米，树干笔直，枝条脆。采摘的人站在树杈上，一手抱住树干，另一手摘果放进胸前的布袋。没有人摇树或折枝，因为下一季的花已长在这一季的果旁。手"
        "快的人一天能采三十来公斤鲜果，三四公斤鲜果才晒得一公斤干果。",
    ),
    "Mẹ tôi dặn, tay bứt quả thì mắt phải nhìn nụ. Bứt nhầm một nụ là mất một bông của năm sau.": (
        "My mother told me: when your hand plucks the fruit, your eyes must be on the buds. Every bud plucked by mistake "
        "is a star that next year will not have.",
        "我妈嘱咐过：手摘果，眼要看着花苞。错摘一个花苞，明年就少一朵。",
    ),
    "bà Lương Thị Liễu, xã Văn Quan": ("Mrs Lương Thị Liễu, Văn Quan commune", "梁氏柳大娘，文关乡"),
    "Những hàng hồi thẳng tắp trên đồi Văn Quan": (
        "Straight rows of star anise on the hills of Văn Quan",
        "文关山坡上一排排笔直的八角树",
    ),
    "Rừng hồi Văn Quan, hơn mười bốn nghìn héc-ta.": (
        "The anise woods of Văn Quan, more than fourteen thousand hectares.",
        "文关八角林，一万四千多公顷。",
    ),
    "Ba ngày nắng": ("Three days of sun", "三个晴天"),
    "Hồi tươi mang về trải kín sân gạch. Được ba ngày nắng to thì cánh nở đều, màu nâu đỏ, hạt bóng như đánh dầu. Gặp mưa "
    "phải hong trên gác bếp, thức canh lửa suốt đêm. Nhà bà Liễu không sấy diêm sinh: hồi sấy diêm sinh đỏ đẹp nhưng "
    "mùi gắt, để vài tháng là nhạt.": (
        "Fresh anise is spread over the whole brick yard. After three days of full sun the stars open evenly, reddish "
        "brown, with seeds that shine as if oiled. When it rains they dry above the hearth, and somebody watches the fire "
        "all night. Mrs Liễu does not use sulphur: it makes a pretty red, but a harsh smell that fades in a few months.",
        "鲜八角摊满砖院。晒足三个大晴天，瓣就均匀张开，红褐色，籽亮得像抹了油。遇上雨天，就放在灶上的阁架烘，彻夜守火。柳大娘家不用硫磺熏：熏过的颜色红"
        "得好看，但味呛，放几个月就淡了。",
    ),
    "Lạng Sơn có 43.370 héc-ta hồi, riêng vùng Văn Quan trên mười bốn nghìn. Mỗi năm cả tỉnh thu từ bảy nghìn rưỡi đến mười "
    "sáu nghìn tấn hồi khô, phần lớn đi xuất khẩu. Từ năm 2007, hoa hồi Lạng Sơn được bảo hộ chỉ dẫn địa lý, và nay được "
    "bảo hộ cả ở châu Âu.": (
        "Lạng Sơn has 43,370 hectares of star anise, over fourteen thousand of them around Văn Quan. The province harvests "
        "between seven and a half and sixteen thousand tonnes of dried anise a year, most of it for export. Its "
        "geographical indication has been protected since 2007, and now in Europe as well.",
        "谅山有八角43,370公顷，仅文关一带就有一万四千多公顷。全省每年收干八角七千五百至一万六千吨，大部分出口。自2007年起，谅山八角受地理标志保护，如今在欧洲"
        "也受保护。",
    ),
    "Từ sân phơi đến nồi phở": ("From the drying yard to the phở pot", "从晒场到河粉锅"),
    "Trước đây thương lái vào tận sân, trả bao nhiêu bán bấy nhiêu. Hai năm nay con gái bà chụp ảnh từng mẻ hồi, đóng túi "
    "nửa cân, đưa lên gian hàng số. Bưu tá đến lấy hàng vào buổi chiều; ba hôm sau, túi hồi phơi ở Văn Quan đã nằm trong "
    "bếp một quán phở ở Hà Nội.": (
        "Traders used to come into the yard, and what they offered was the price. For two years now her daughter has "
        "photographed each batch, packed it in half-kilo bags and put it in their digital shop. The postman collects in "
        "the afternoon; three days later a bag dried in Văn Quan lies in the kitchen of a phở shop in Hà Nội.",
        "从前商贩直接进院子，出多少价就卖多少。这两年，女儿给每一批八角拍照，装成半公斤一袋，放上数字店铺。邮递员下午来取货；三天后，文关晒的八角就到了河内一家"
        "河粉店的厨房。",
    ),
    "Mùa chính kết thúc vào tháng Chín. Rồi đến tháng Chạp, khi gió bấc về, rừng lại cho thêm một vụ nữa, ít quả hơn nhưng "
    "thơm đậm. Các bà các chị lại buộc khăn, khoác gùi, lên đồi từ lúc sương chưa tan.": (
        "The main season ends in September. Then in the last month of the lunar year, when the north wind is back, the "
        "woods give a second crop, smaller but deeply fragrant. And the women tie their headscarves, shoulder their "
        "baskets and climb the hills before the mist has lifted.",
        "主季九月结束。到了腊月，北风起时，林子又给一茬，果少些，香味更浓。女人们又系上头巾、背起背篓，趁晨雾未散上山去。",
    ),
    "Nhân vật trong bài là nhân vật mẫu; đất, mùa và số liệu theo báo chí đã dẫn ở trang sản phẩm.": (
        "The people in this story are samples; land, seasons and figures are from the press quoted on the product pages.",
        "文中人物为示例；土地、季节与数据依据商品页所引报刊。",
    ),
    "Hai người phụ nữ áo chàm đeo gùi hái quả trong rừng hồi": (
        "Two women in indigo with baskets on their backs, picking in the anise woods",
        "两位穿靛蓝衣、背背篓的妇女在八角林里采果",
    ),
    "Ban biên tập Chợ Xứ Lạng": ("The editors of Chợ Xứ Lạng", "谅山集市编辑部"),
    # About.
    "Giới thiệu Chợ Xứ Lạng": ("About Chợ Xứ Lạng", "关于谅山集市"),
    "Nơi hộ nông dân Lạng Sơn bán thẳng cho người mua: biết ai trồng, trồng ở xã nào, hái tháng mấy.": (
        "Where the farms of Lạng Sơn sell straight to you: you know who grew it, in which commune, and when it was "
        "picked.",
        "谅山农户直接卖给您的地方：知道谁种的、种在哪个乡、几月采的。",
    ),
    "Chợ Xứ Lạng là chợ trên mạng của các hộ nông dân tỉnh Lạng Sơn. Mỗi gian hàng là một hộ có tên, có xã; hộ đặt giá, hộ "
    "đóng gói, bưu tá đến tận nhà lấy hàng và giao đến tay người mua.": (
        "Chợ Xứ Lạng is the online market of the farm households of Lạng Sơn province. Each shop is one household with its "
        "name and commune; the household sets the price and packs the goods, the post collects them at the house and "
        "delivers them to you.",
        "谅山集市是谅山省农户的网上集市。每个店铺就是一户人家，有名有乡；农户定价、打包，邮递员上门取货，送到您手中。",
    ),
    "Chợ làm gì": ("What the market does", "集市做什么"),
    "Bưu cục, tổ công nghệ số cộng đồng giúp hộ mở gian hàng và xác minh hộ.": (
        "Post offices and the communes' digital teams help households open a shop, and verify who they are.",
        "邮局和社区数字小组帮助农户开店，并核实农户身份。",
    ),
    "Giá, cước gửi và ngày giao được báo trước khi đặt; mỗi gian hàng gửi một kiện.": (
        "Price, delivery fee and delivery date are told before you order; each shop sends one parcel.",
        "价格、运费和送达日期在下单前告知；每个店铺寄一个包裹。",
    ),
    "Người mua được mở kiện kiểm hàng trước khi trả tiền.": (
        "You may open the parcel and check the goods before you pay.",
        "您可以先开箱验货再付款。",
    ),
    "Chứng nhận OCOP, chỉ dẫn địa lý, VietGAP chỉ hiện khi đã có người xem giấy gốc và còn hạn.": (
        "OCOP, geographical indications and VietGAP are shown only after somebody has seen the original certificate, and "
        "only while it is valid.",
        "OCOP、地理标志、VietGAP 只有在有人核对过原件且在有效期内才会显示。",
    ),
    "Ai chịu trách nhiệm": ("Who is responsible", "谁来负责"),
    "Chợ là nền tảng trung gian: hộ là người bán, chợ lo nơi bán, thanh toán và việc chuyển hàng. Đơn vị vận hành, địa chỉ, "
    "người đại diện và cách liên hệ ghi ở chân mọi trang.": (
        "The market is an intermediary: the household is the seller, and the market provides the shop, the payment and the "
        "delivery. Its operator, address, representative and contacts stand at the foot of every page.",
        "集市是中介平台：农户是卖方，集市负责店面、付款和运输。运营单位、地址、代表人和联系方式写在每页页脚。",
    ),
    "[Đơn vị vận hành điền: tên đầy đủ, địa chỉ trụ sở, mã số thuế hoặc số đăng ký kinh doanh, ngày và nơi cấp, số thông báo "
    "hoặc đăng ký nền tảng thương mại điện tử.]": (
        "[For the operator to fill in: full name, registered office, tax code or business registration number with date "
        "and place of issue, number of the notification or registration of the e-commerce platform.]",
        "[由运营单位填写：全称、总部地址、税号或营业登记号及签发日期和地点、电商平台备案或登记号。]",
    ),
    "Gặp chúng tôi khi có việc cần giải quyết": ("Tell us when something needs settling", "有问题请联系我们"),
    "/trang/khieu-nai": ("/trang/khieu-nai", "/trang/khieu-nai"),
}
