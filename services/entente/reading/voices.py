"""Words that tell who speaks: verbs of speaking, names of officials, of analysts, of hidden sources.

In the syntax of the watchlist's patterns, one phrase a word (`_` is a space, `*` any ending).
"""

from typing import NamedTuple

from entente.contracts.values import Attribution


class VoiceCue(NamedTuple):
    """Whose voice phrases tell; None: verbs of speaking, which leave that to their subject."""

    attribution: Attribution | None
    phrases: str


VOICE_CUES = (
    VoiceCue(
        None,
        """
        say says said saying tell tells told telling noted notes_that notes noting added_that adds_that
        adding_that stated states_that stating stressed stresses stressing emphasized emphasizes
        emphasised emphasises asserted asserts claimed claims_that claiming argued argues arguing believes
        believed believe thinks think thought declared declares declaring reported reports_that wrote
        writes commented explained explains revealed reveals suggested suggests predicted predicts
        pointed_out points_out pointing_out underscored underlined highlighted recalled specified
        confirmed confirms confirming remarked reiterated reiterates announced announces announcing
        mentioned estimated estimates_that cautioned cautions maintains_that insisted_that insists_that
        warned warns warning_that admitted_that admits acknowledged hinted vows vowed assured assures
        according_to in_the_words_of in_the_opinion_of in_the_view_of quoted_as_saying сказал* заяв*
        сообщ* отмет* подчеркну* подчёркну* добави* счита* указа* рассказа* по_словам по_мнению по_данным
        уточн* напомн* говорит говорят объяви* сказав сказала повідом* зазнач* наголос* додав додала
        вважа* за_словами на_думку за_даними оголос* 表示 称 指出 强调 认为 宣布 透露 据 reckons reckon
        mused muses recalls recall observes observed supposes supposed concluded concludes holds_that
        holds insisted insists complained complains posted disclosed discloses repeated repeats read_out
        reads let_slip whispered murmured grumbled made_clear made_it_clear let_it_be_known let_out fears
        swears предупред* предостер* подтверд* повтори* допусти* настаива* утвержда* полага* рассужда*
        опаса* ожида* пиш*т писал* напиш* передаёт передает выясн* прогнозир* произн*с ответил* уверя*
        запевн* наполяга* твердит говорится указано следует_из пише писав підтверд* застер* пояснив
        пояснила кажуть каже стверджу* міркує прогнозу* анонсува* 说， 说。 说： 重申 写道 撰文 介绍 判断
        推演 预测 推测 研判 预估 分析， 声明： 公告： 通报 证实 回应 坦言 预计
        """,
    ),
    VoiceCue(
        "analyst",
        """
        analyst^ expert^ observers_say observers_note observers_believe scholar^ researcher^
        political_scientist^ commentator^ pundit^ think_tank^ economist^ professor^ strategist^ historian^
        senior_fellow research_fellow эксперт* аналитик* политолог* наблюдател* экономист* историк*
        аналітик* політолог* економіст* 专家 分析人士 学者 分析师 观察人士 评论员 sinologist^ lecturer^
        watcher^ academic^ fellow_at fellow_of veteran_of political_analyst^ retired_admiral
        retired_general adviser_to_the_Union востоковед* китаист* автоэксперт* исследовател* социолог*
        преподава* учён*|ученый американист* кореист* арабист* экспертн* експерт* китаїст*
        сходознав* дослідник* історик* 研究者 研究员 研究人员 教授 智库 观察家 经济学家 史学家
        问题专家 退役将领 政治学者 научный_сотрудник sociologist^ political_scientist^ retrospective Brookings
        RAND Carnegie Chatham_House World_Foundation соціолог* політолог* науковий_співробітник
        """,
    ),
    VoiceCue(
        "unnamed",
        """
        unnamed anonymous sources_said sources_say sources_told sources_close sources_familiar a_source
        source_close people_familiar person_familiar on_condition_of_anonymity source_told reportedly
        insiders источник* анонимн* джерел* анонімн* 消息人士 知情人士 匿名 not_to_be_named
        not_to_be_identified not_be_named not_to_be_quoted declined_to_be_named declined_to_be_identified
        asked_for_anonymity asking_for_anonymity without_giving_their_names would_be_named
        give_their_names no_one_name_them on_background people_close_to person_close_to person_who_knows
        people_in_the_room people_with_knowledge with_knowledge_of_the people_with_direct_knowledge
        direct_knowledge_said sources_in sources_with not_authorised_to not_authorized_to leaked_draft
        insider^ name_withheld names_withheld stay_nameless remain_nameless briefed_on_the people_briefed
        people_shown officials_whispered who_asked_to_stay не_захотів_назв* не_захотіла_назв*
        were_not_quoted who_asked_not просивш* попросивш* пожелавш* неназванн* не_называя не_назвавш*
        собеседник* осведомлённ* осведомленн* на_условиях_анонимности попросив_их_не_называть
        на_правах_анонимности який_побажав яка_побажала співрозмовник* поінформован* не_називаючись
        не_називаючи побажав_лишитися неназван* на_умовах_анонімності 不愿透露姓名 不愿具名 不具名
        要求匿名 未具名 知情者 不愿公开姓名
        """,
    ),
    VoiceCue(
        "official",
        """
        spokesman spokeswoman spokesperson press_secretary ministry_said ministry_says minister_said
        minister_says ministry's_notice ministry's_statement foreign_minister defence_minister
        defense_minister trade_minister finance_minister oil_minister interior_minister prime_minister
        deputy_minister chief_cabinet_secretary joint_statement_says joint_statement_said joint_text
        communique_reads communique_says in_a_statement statement_said fact_sheet white_paper
        government_said governments_said decreed embassy_said attorney_general chancellery coast_guard
        audit_chamber state_department national_security_adviser security_council_secretary
        officially_announced president's_office his_office_said her_office_said told_parliament read_out
        New_Year's_address intelligence_services пресс-секретар* пресс-служб* официальный_представитель
        представитель_МИД замминистра глава_МИД глава_дипломатии секретарь_Совбеза
        секретар_РНБО глава_МЗС министр* МИД Минобороны Минфин* постпред* в_докладе в_заявлении
        в_совместном_заявлении из_релиза в_указе в_позиции генсек* вице-премьер* премьер-министр*
        прессекретар* пресслужб* речник* речниц* міністр* МЗС Міноборони у_заяві у_спільній_заяві
        уповноважен* 外交部说 外交部称 国防部说 国防部称 商务部说 外交部发言人 国防部发言人 发言人 外长说
        部长说 常驻联合国代表 大使 公告 立场文件 联合声明说 联合宣言说 政府声明 参谋本部 总统府 总理府
        白宫说 克里姆林宫 唐宁街 公司说 新闻秘书 商务部： 总统助理 官网 海关总署
        """,
    ),
    VoiceCue(
        "media",
        """
        media_report^ newspaper^ media_outlet^ local_media news_agency broadcaster СМИ ЗМІ 媒体报道
        """,
    ),
)
