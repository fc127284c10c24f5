"""Covers and captions as other cities print them: layouts that no rule was written for must be read all the same."""

import pytest

from pipelines.reading.hints import Hints
from pipelines.reading.subject import identify
from tests.unit.test_subject_pages import pages_of

# Each block: region code, body, level, year, kind and hints if any; below, the lines of the first pages.
CASES = """
500154 重庆市开州区财政局 department 2022 final
重庆市开州区财政局
2022年度部门决算情况说明
一、部门基本情况
（一）职能职责
1.贯彻执行国家有关财税法律、法规、规章和方针政策，拟定和执行全区有关管理制度。
2.分析预测全区宏观经济形势，参与制定全区宏观经济政策。

150200 内蒙古自治区包头市商务局 head_office 2022 final
2022年度内蒙古自治区包头市商务局（本级）决算公开
批复时间：2023年09月 08日
公开时间：2023年09月 26日
目 录
第一部分 单位概况
一、主要职能、职责
第二部分 2022年度单位决算情况说明
第五部分 2022年度单位决算表
一、收入支出决算总表

150800 内蒙古自治区巴彦淖尔市审计局 department 2022 final
2022年度内蒙古自治区巴彦淖尔市审计局
部门决算公开
目 录
第一部分 部门概况

450400 梧州市人民政府发展研究中心 unit 2022 final
1
梧州市人民政府发展研究中心
2022 年度单位决算
---
2
目 录
第一部分：梧州市人民政府发展研究中心概况
一、单位职责

450224 融安县大良镇人民政府 department 2021 final
融安县大良镇人民政府2021年部门决算
目    录
第一部分：大良镇人民政府概况
第二部分：大良镇人民政府2021年部门决算报表
表一：收入支出决算总表

430724 关市镇人民政府 department 2021 final region_code=430724
2021年度
关市镇人民政府部门决算
目录
第一部分关市镇人民政府概况
第二部分2021年度部门决算表

510500 泸州市中医医院 unit 2023 final
2023年度泸州市中医医院单位决算
---
目录
公开日期：2024926
第一部分 单位概况
第二部分 2023年度单位决算情况说明

421303 曾都区河道堤防建设管理处 department 2021 final
曾都区河道堤防建设管理处 2021 年度决算公开说明
（目录）
第一部分：基本情况
一、部门主要职能
---
第一部分：基本情况
一、部门主要职能
随州市曾都区河道堤防建设管理处负责组织指导全区中小河流，编制治理规划。

611026 柞水县审计局 department 2020 final
柞水县审计局2020年部门决算
保密审查情况：已审查
部门主要负责人审签情况：已审签
目 录
第一部分 部门概况

410100 郑州市水利局 department 2022 final
2022年度
郑州市水利局
决算
---
目 录
第一部分 郑州市水利局概况
第二部分 2022年度部门决算表

130100 石家庄市教育局 department 2024 budget
石家庄市教育局2024年部门预算信息公开
目录
一、部门预算公开表
---
部门预算收支总表
部门：301 石家庄市教育局 单位：万元
收入 支出

130100 石家庄市第二中学 unit 2024 budget
石家庄市第二中学2024年单位预算信息公开
---
单位预算收支总表
单位：301005石家庄市第二中学 单位：万元
收入 支出

530100 昆明市水务局 department 2023 final
监督索引号53010000131111000
昆明市水务局2023年度部门决算
---
目录
第一部分 昆明市水务局概况

320583 昆山市农业农村局 department 2023 final
2023年度
昆山市农业农村局
部门决算公开

120104 天津市南开区司法局 department 2023 final
天津市南开区司法局2023年度部门决算

440000 广东省水利厅 department 2023 final
2023年度广东省水利厅部门决算

210104 沈阳市大东区民政局 head_office 2023 final
沈阳市大东区民政局（本级）2023年度单位决算

430104 长沙市岳麓区教育局 department 2024 budget
2024年
长沙市岳麓区教育局部门预算

650100 乌鲁木齐市政务服务中心 department 2023 final
乌鲁木齐市政务服务中心2023年度部门决算公开说明
目录
第一部分 单位概况
第二部分 部门决算情况说明
第三部分 专业名词解释

650000 新疆维吾尔自治区水利厅 department 2023 final
新疆维吾尔自治区水利厅2023年度部门决算公开说明

000000 中国资产评估协会 unit 2023 budget
中国资产评估协会2023年单位预算

000000 国家统计局深圳调查队 unit 2023 final
国家统计局深圳调查队2023年度单位决算

000000 北京大学 department 2023 final
北京大学2023年度部门决算

110000 首都师范大学 unit 2023 final
首都师范大学2023年度单位决算

440900 茂名市发展和改革局 department 2022 performance
2022年度茂名市发展和改革局部门整体支出绩效自评报告

320302 鼓楼区民政局 department 2023 final
鼓楼区民政局2023年度部门决算
---
鼓楼区民政局位于徐州市鼓楼区，主要职责是贯彻执行有关法规。徐州市民政局指导其业务，落实政策。

- 鼓楼区民政局 department 2023 final
鼓楼区民政局2023年度部门决算

310115 上海市浦东新区财政局 department 2024 budget
上海市浦东新区财政局2024年度部门预算

330104 杭州市江干区财政局 department 2020 budget
杭州市江干区财政局2020年部门预算

330102 杭州市上城区财政局 department 2022 budget
杭州市上城区财政局２０２２年部门预算

430104 长沙市岳麓区财政局 department 2023 final
二〇二三年度
长沙市岳麓区财政局
部 门 决 算
二〇二四年九月

420100 武汉市财政局 department 2023 final
武汉市财政局关于2023年度部门决算公开的说明

530100 中国人民政治协商会议昆明市委员会办公室 department 2023 final
中国人民政治协商会议昆明市委员会办公室2023年度部门决算

610100 共青团西安市委员会 department 2023 final
共青团西安市委员会
2023年度部门决算

340100 合肥高新技术产业开发区管理委员会 department 2023 final
合肥高新技术产业开发区管理委员会2023年度部门决算

440106 广东省广州市天河区人民检察院 department 2022 final
广东省广州市天河区人民检察院2022年度部门决算

140100 太原市民政局 department 2023 final
2023年度部门决算
太原市民政局
---
部门：太原市民政局 单位：万元
收入支出决算总表

370100 济南市妇幼保健院 unit 2023 final
2023年度单位决算公开
单位名称：济南市妇幼保健院
---
目录

450100 南宁市财政局 department 2024 budget
南宁市财政局 2024 年部门预算公开
（含机关本级）

360113 南昌市红谷滩区教育体育局 department 2024 performance
2024年南昌市红谷滩区教育体育局部门整体支出绩效目标表

340200 芜湖市生态环境局 department 2024 budget
芜湖市生态环境局2024年部门预算及“三公”经费预算公开

520100 贵阳市政务服务中心（贵阳市公共资源交易中心） unit 2023 final
贵阳市政务服务中心（贵阳市公共资源交易中心）2023年度单位决算

230100 哈尔滨市市场监督管理局 head_office 2023 final
哈尔滨市市场监督管理局机关2023年单位决算公开

330110 杭州市余杭区良渚街道办事处 department 2024 budget
杭州市余杭区良渚街道办事处
2024年部门预算

460203 三亚市吉阳区人民政府办公室 department 2023 final
三亚市吉阳区人民政府办公室2023年度部门决算

430400 衡阳市12345政务服务热线中心 unit 2022 final
2022年度
衡阳市12345政务服务热线中心
单位决算

370100 济南市12345市民服务热线办公室 department 2023 final
济南市12345市民服务热线办公室2023年部门决算公开报告

440605 佛山市南海区桂城街道 department 2023 final
佛山市南海区桂城街道2023年度部门决算

441900 东莞市长安镇人民政府 department 2024 budget
东莞市长安镇人民政府2024年部门预算

442000 中山市公安局 department 2024 budget
中山市公安局2024年部门预算

422800 恩施州政务服务和大数据管理局 department 2023 final
恩施州政务服务和大数据管理局2023年度部门决算

513221 阿坝藏族羌族自治州汶川县教育局 department 2023 final
阿坝藏族羌族自治州汶川县教育局2023年度部门决算

222406 延边州和龙市财政局 department 2023 final
延边州和龙市财政局2023年度部门决算

320500 江苏省苏州工业园区教育局 department 2023 final
江苏省苏州工业园区教育局2023年度部门决算

510100 中共成都市委组织部 department 2024 budget
中共成都市委组织部2024年部门预算编制说明

420100 中国农工民主党武汉市委员会 department 2023 final
中国农工民主党武汉市委员会2023年度部门决算

370200 青岛西海岸新区财政局 department 2023 final
青岛西海岸新区财政局2023年度部门决算

110108 海淀区中关村街道办事处 department 2023 final
2023年度
海淀区中关村街道办事处
部门决算

330302 温州市鹿城区机关事务管理中心 unit 2025 budget
温州市鹿城区机关事务管理中心2025年单位预算公开

310000 上海市公安局浦东分局 unit 2024 budget
上海市公安局浦东分局2024年度单位预算

000000 国家税务总局厦门市税务局 department 2023 final
国家税务总局厦门市税务局2023年度部门决算

330106 浙江省杭州市西湖区翠苑街道办事处 department 2024 budget
浙江省杭州市西湖区翠苑街道办事处
2024年度部门预算

430100 长沙市财政局 department 2025 other
长沙市财政局文件
长财预〔2025〕12号
长沙市财政局关于下达2025年文化和旅游
项目资金的通知
各区县财政局：

330600 绍兴市水利局 department 2023 final
XX市XX局2023年度部门决算
---
部门：绍兴市水利局 单位：万元
收入支出决算总表
---
部门：绍兴市水利局 单位：万元
收入决算表

330200 中共宁波市委办公厅 department 2024 budget
2024年度
中共宁波市委办公厅
部门预算
---
目录
一、中共宁波市委办公厅概况
二、2024年部门预算安排情况说明
---
部门：宁波市档案馆 单位：万元
收支预算总表

000000 民政部 department 2024 budget
民政部2024年度部门预算

000000 最高人民检察院 department 2023 final
最高人民检察院2023年度部门决算

000000 山东大学 department 2024 budget
山东大学2024年度部门预算

440100 广州医科大学 department 2024 budget
广州医科大学2024年部门预算

440300 深圳大学 department 2024 budget
深圳大学
2024年部门预算

430200 株洲市第二中学 unit 2023 final
2023 年 度 单 位 决 算 公 开
单位名称（公章）：株洲市第二中学

520300 遵义市水务局 department 2023 final
2023年度部门决算公开表
部门（单位）：[123001]遵义市水务局

520400 安顺市民政局 department 2024 budget
部门预算公开表（2024年）
编报部门：安顺市民政局

371700 菏泽市审计局 department 2024 budget
部门编码：019
部门名称：菏泽市审计局
2024年部门预算公开报告

210204 大连市沙河口区人民政府马栏街道办事处 department 2023 final
大连市沙河口区人民政府
马栏街道办事处
2023年度部门决算

511902 巴州区司法局 department 2024 budget
巴中市巴州区2024年部门预算
巴州区司法局

330421 中共嘉善县委机构编制委员会办公室 department 2024 budget
中共嘉善县委机构编制委员会办公室2024年部门预算

540000 西藏自治区财政厅 department 2023 final
2023年部门决算（西藏自治区财政厅）

440000 广东省人民医院 unit 2024 budget
广东省人民医院2024年单位预算

654000 伊犁哈萨克自治州教育局 department 2024 budget
伊犁哈萨克自治州教育局2024年部门预算公开
"""


def _cases():
    for block in CASES.strip().split("\n\n"):
        head, _, text = block.partition("\n")
        region, body, level, year, kind, *hints = head.split()
        yield pytest.param(
            text,
            (None if region == "-" else region, body, level, int(year), kind),
            {name: value for name, _, value in (h.partition("=") for h in hints)},
            id=head,
        )


@pytest.mark.parametrize(("text", "wanted", "hints"), _cases())
def test_layout(text, wanted, hints):
    who = identify(pages_of(text), Hints(**hints))
    assert (who.region_code, who.department_name, who.entity_level, who.fiscal_year, who.kind) == wanted
