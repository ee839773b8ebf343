"""Old and variant forms of kanji (旧字・異体字) and the form that search folds them to.

Source: 常用漢字表 (平成22年内閣告示第2号), the いわゆる康熙字典体 shown in parentheses there; 人名用漢字 (戸籍法
施行規則別表第二); and the variants that family and place names carry most (髙, 﨑, 邊, 濵 …). Each pair is a variant and
the form it folds to; forms that Unicode's own compatibility folding covers are left to it. The table serves finding,
never writing: names are stored and shown as their owners write them.
"""

_PAIRS = """
亞亜 惡悪 壓圧 圍囲 醫医 爲為 壹壱 隱隠 榮栄 營営 衞衛 驛駅 圓円 鹽塩 緣縁 艷艶 應応 歐欧 毆殴 櫻桜
奧奥 橫横 溫温 穩穏 假仮 價価 畫画 會会 壞壊 懷懐 繪絵 擴拡 殼殻 覺覚 學学 嶽岳 樂楽 渴渇 罐缶 卷巻
陷陥 勸勧 寬寛 關関 歡歓 觀観 氣気 歸帰 龜亀 僞偽 戲戯 犧犠 舊旧 據拠 擧挙 虛虚 峽峡 挾挟 敎教 强強
鄕郷 曉暁 區区 驅駆 勳勲 薰薫 徑径 莖茎 惠恵 揭掲 溪渓 經経 螢蛍 輕軽 繼継 鷄鶏 藝芸 擊撃 缺欠 硏研
縣県 儉倹 劍剣 險険 圈圏 檢検 獻献 權権 顯顕 驗験 嚴厳 廣広 恆恒 黃黄 鑛鉱 號号 國国 黑黒 碎砕 濟済
齋斎 劑剤 册冊 雜雑 參参 棧桟 蠶蚕 慘惨 讚賛 贊賛 殘残 絲糸 齒歯 兒児 辭辞 濕湿 實実 舍舎 寫写 釋釈
壽寿 收収 從従 澁渋 獸獣 縱縦 肅粛 處処 緖緒 敍叙 將将 稱称 涉渉 燒焼 證証 奬奨 條条 狀状 乘乗 淨浄
剩剰 疊畳 繩縄 壤壌 孃嬢 讓譲 釀醸 觸触 囑嘱 眞真 寢寝 愼慎 盡尽 圖図 粹粋 醉酔 穗穂 隨随 髓髄 樞枢
數数 瀨瀬 聲声 靜静 齊斉 攝摂 竊窃 專専 戰戦 淺浅 潛潜 纖繊 踐践 錢銭 禪禅 雙双 壯壮 爭争 莊荘 搜捜
插挿 巢巣 曾曽 瘦痩 裝装 總総 騷騒 增増 藏蔵 臟臓 卽即 屬属 續続 墮堕 對対 體体 帶帯 滯滞 臺台 瀧滝
擇択 澤沢 擔担 單単 膽胆 團団 斷断 彈弾 遲遅 癡痴 蟲虫 晝昼 鑄鋳 廳庁 徵徴 聽聴 敕勅 鎭鎮 遞逓 鐵鉄
轉転 點点 傳伝 燈灯 當当 黨党 盜盗 稻稲 鬭闘 德徳 獨独 讀読 屆届 貳弐 惱悩 腦脳 霸覇 拜拝 廢廃 賣売
麥麦 發発 髮髪 拔抜 晚晩 蠻蛮 祕秘 濱浜 甁瓶 拂払 佛仏 倂併 竝並 變変 邊辺 辨弁 瓣弁 辯弁 步歩 寶宝
豐豊 襃褒 沒没 飜翻 每毎 萬万 滿満 麵麺 默黙 餠餅 戾戻 彌弥 藥薬 譯訳 豫予 餘余 與与 譽誉 搖揺 樣様
謠謡 來来 賴頼 亂乱 覽覧 龍竜 兩両 獵猟 綠緑 淚涙 壘塁 勵励 禮礼 隸隷 靈霊 齡齢 曆暦 歷歴 戀恋 鍊錬
爐炉 勞労 郞郎 樓楼 錄録 灣湾 髙高 﨑崎 嵜崎 碕崎 濵浜 邉辺 𠮷吉 槇槙 遙遥 堯尭 冨富 嶋島 嶌島 桒桑
閒間 峯峰 舘館 曻昇 凜凛 瑤瑶 兔兎 埜野 淸清 靑青 頴穎 渕淵 栁柳 凉涼 筝箏 藪薮 龝秋 姬姫 薗園 吳呉
內内 靏鶴 靍鶴 邨村 礪砺 檜桧 禰祢 蠅蝿 諫諌 簞箪 驒騨 靱靭 頸頚 鷗鴎 圡土 﨔欅 舩船 隝島 尙尚 朙明
篭籠
"""

KANJI_FOLDING = {ord(pair[0]): pair[1] for pair in _PAIRS.split()}
"""For ``str.translate``."""
