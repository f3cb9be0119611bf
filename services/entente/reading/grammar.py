"""The reader's own phrases: what tells modality, and what stands for powers named before; voices.py has more.

These are grammar, not watchlist: an analyst has no reason to change them. One phrase a word of the tables,
in the syntax of the watchlist's patterns (`_` is a space, `~` a verb's forms, `*` any ending, `|` or).
Single small words ("not", "may", "will") are in marks.py.
"""

from typing import Literal, NamedTuple

from ahocorasick_rs import AhoCorasick, Implementation

from entente.contracts.values import Modality
from entente.reading.lexicon import Grammar
from entente.reading.voices import VOICE_CUES

Scope = Literal["after", "before", "within", "around", "clause"]


class ModalCue(NamedTuple):
    """Which modality phrases tell; where the event stands.

    After them, before them, around them as part of them (`within`), in their clause (`around`) or sentence.
    """

    modality: Modality
    scope: Scope
    phrases: str


MODAL_CUES = (
    ModalCue(
        "negated",
        "after",
        """
        no_longer didn't doesn't don't isn't wasn't aren't weren't hasn't haven't hadn't wouldn't couldn't
        shouldn't fail~_to unable_to refuse~_to decline~_to deny~ denial_of no_plans no_intention nobody
        none nothing far_from stop~_short_of rule~_out отказал* отказыва* опроверг* отверг* не_намерен*
        не_планиру* не_собирает* без_подписания спростув* відмов* не_плану* 并未 拒绝 否认 从未 尚未
        yet_to refrain~_from avoid~ no_intention_of no_evidence_that
        не_стал* не_станет не_станут никогда_не так_и_не ещё_не еще_не пока_не отрица* не_подтверд*
        не_хочет не_хотят исключил* исключает исключают воздержал* николи_не ніколи_не так_і_не ще_не
        поки_не запереч* не_стал* не_збира* не_має_наміру не_бажа* утримал* виключа*
        从来没有 并没有 绝不 决不 从不 无意 不打算 不会 未曾 并无 没有计划 不考虑 不准备 驳斥 毫无 暂无
        """,
    ),
    ModalCue(
        "hypothetical",
        "after",
        """
        potentially unlikely whether unless in_case even_if possibility_of prospect^_of
        chance^_of risk_of hopes_for fears_of threat_of potential possible hypothetical alleged allegedly
        supposed supposedly rumored rumoured consider~ mull~ weigh~ contemplate~ want~_to hope~_to
        seek~_to wish~_to able_to ready_to prepared_to willing_to urge~_to need~_to
        has_to have_to ought_to let's let_us what_if had_better open_to prerequisite^_for conditions_for
        call~_for called_on in_the_event_of возможн* вероятн* если якобы допуска* не_исключ* потенциальн*
        предполож* может_быть хочет хотят рассматрива* обдумыва* взвешива* розгляда* обмірков* долж* готов
        готова готовы готово готовност* необходим* следует
        можлив* ймовірн* якщо нібито потенційн* хоче хочуть готовий готова готові має_бути необхідн* 如果
        据称 ли не_виключ*
        涉嫌 应当 应该 希望 愿意 考虑 有望 潜在 呼吁 敦促
        suspect~_of believed_to thought_to rumoured_to toy~_with eyeing threaten~_to demand~_that
        insist~_that would_like_to as_long_as provided_that on_condition_that weighing_up explor~_whether
        study~_whether hint~_at
        подумыва* раздумыва* угрожа* пригрози* пригрозил* грозит грозят призва*
        призыва* требует требуют потребовал* опаса* опасени* хотел* стрем* надее* рассчитыва* в_случае
        при_условии допусти* способен способна способны вправе
        погрожу* пригрози* заклика* закликав* вимага* побою* хотіл* сподіва*
        розрахову* у_разі за_умови якби припуска* здатн*
        是否 威胁 扬言 提议 建议 有意 寻求 争取 据传 传闻 疑似 怀疑 酝酿 担心
        """,
    ),
    ModalCue(
        "future",
        "after",
        """
        is_to are_to going_to about_to set_to due_to_visit due_to_meet due_to_arrive due_to_hold
        expect~_to
        scheduled_to slated_to plan~_to intend~_to aim~_to planned upcoming forthcoming scheduled
        prepare~_to prepare~_for preparations_for poised_to ahead_of on_the_eve_of plans_for plan_for
        plans_to future next_week next_month next_year pledge~_to promise~_to vow~_to agree~_to commit~_to
        tomorrow in_the_coming будет будут намерен* планиру* собирает* собирают* предстоящ* накануне
        в_преддверии завтра скоро буде будуть має_намір мають_намір плану* збирает* майбутн* напередодні 将
        将会 即将 计划 拟 准备 明年 下月 下周
        on_course_to on_track_to gear~_up_to undertake~_to undertook_to bound_to
        намерева* собирал* готовит* готовят приступ* обеща*
        пообеща* обязал* обязуется предсто* вот-вот на_днях
        в_ближайш*
        збира* обіця* пообіця* готує* готуют* зобов'яза* цими_днями невдовзі
        拟于 预定 预计 承诺 打算 筹备 约定
        """,
    ),
    ModalCue(
        "future",
        "before",
        """
        next_week next_month next_year later_this_month later_this_year later_this_week tomorrow
        scheduled_for planned_for to_be_held will_be_held will_take_place to_take_place is_scheduled
        are_scheduled is_planned are_planned to_be_signed will_be_signed in_the_works on_the_agenda
        will_be is_expected are_expected завтра состоится состоятся запланирован* на_следующей_неделе
        в_следующем_году готовится готовятся намечен* назначен* готується готуються намічен* призначен*
        відбудеться відбудуться заплановано
        """,
    ),
    ModalCue(
        "future",
        "within",
        """
        plan~_to intend~_to expect~_to aim~_to look~_forward_to prepare~_to встретиться провести ввести
        обсудить планиру* намерен*
        """,
    ),
    ModalCue(
        "hypothetical",
        "before",
        """
        is_possible are_possible is_likely is_unlikely not_ruled_out is_considered are_considered would_be
        could_be may_be might_be возможн* возможен можлив* не_исключ* не_виключ*
        in_doubt remains_unclear is_unclear on_the_table under_consideration under_discussion
        is_being_considered remains_to_be_seen под_вопросом неизвестн* неясн* під_питанням невідом*
        不得而知 尚不清楚 仍未知
        """,
    ),
    ModalCue(
        "hypothetical",
        "around",
        """
        possibly probably conceivably presumably in_theory theoretically perhaps возможно вероятно
        пожалуй чего_доброго скорее_всего видимо может_быть вполне_возможен вполне_возможна
        вполне_возможно вряд_ли навряд_ли едва_ли не_исключ* теоретически мог_бы могла_бы могли_бы
        могло_бы можливо мабуть ймовірно імовірно навряд_чи певно може_бути не_виключ* теоретично міг_би
        могла_би могли_би 或会 或在 或可 或再 或于 或成 或能 恐将 恐怕 恐会 料将 料会 大概 倘若 假如 要是
        一旦 除非 理论上 可能 或许 也许 或将
        якобы нібито если_бы якби 是否 若非 或对 或向 或与 或赴 或同 或派 或恢复 或推迟 或取消 或加征 或放
        """,
    ),
    ModalCue(
        "future",
        "around",
        """
        next_week next_month next_year tomorrow later_this_month later_this_year later_this_week
        in_the_coming на_следующей_неделе на_будущей_неделе в_следующем_месяце в_будущем_месяце
        в_следующем_году в_будущем_году следующей_весной следующей_осенью следующим_летом завтра
        послезавтра в_ближайшие в_ближайшее наступного_тижня наступного_місяця наступного_року завтра
        післязавтра незабаром найближчим_часом 下月 下周 下个月 明年 明天 后天 今年底 今后 不久后 仍将
        定于 拟于 将于 下届 下半年 近日将 未来几
        этим_летом этой_осенью этой_весной этой_зимой на_днях цього_літа цієї_осені
        цієї_весни цими_днями 年底前 年内将
        """,
    ),
    ModalCue(
        "negated",
        "before",
        """
        is_out_of_the_question not_planned never_happened did_not_take_place не_состоя* не_было не_будет
        не_видно не_планирует* не_состоит* 纯属谣言 与事实不符 子虚乌有 并未实现 未能实现 落空
        не_случил* не_произош* не_последова* не_поступ* не_сталося
        не_відбу* не_завда* 没有发生 并未发生 未发生
        """,
    ),
    ModalCue(
        "historical",
        "clause",
        """
        years_ago decades_ago centuries_ago last_century Cold_War World_War Great_Patriotic_War
        Korean_War Vietnam_War anniversary_of in_the_past historically former_Soviet Soviet_era
        in_the_1990s in_the_1980s in_the_1970s in_the_1960s in_the_1950s back_in Soviet_Union USSR
        a_year_ago commemorate~ half_a_century_ago a_century_ago generations_ago decades_on years_on
        summers_ago winters_ago years_since decades_since to_the_day
        nineties eighties seventies sixties years_since_the tsarist
        полвека_назад век_назад года_назад пятидесятые шестидесятые семидесятые восьмидесятые
        девяностые пятидесятых шестидесятых семидесятых восьмидесятых девяностых советск* царск*
        лет_прошло півстоліття_тому роки_тому століття_тому десятиліть_тому п'ятдесятих
        шістдесятих сімдесятих вісімдесятих дев'яностих радянськ* лет_назад десятилетий_назад
        в_прошлом_веке холодной_войны годовщин* Великой_Отечественной СССР Второй_мировой років_тому
        річниц* Другої_світової холодної_війни 年前 周年 冷战 二战 上世纪 世纪前 年代 抗战 苏联 当年 历史上
        """,
    ),
)

STANDING_IN = (
    "both|these|the_two|these_two|the countries|sides|nations|leaders|states|presidents|governments",
    "both|these|the_two|these_two|the ministers|parties|powers|capitals|neighbors|neighbours|allies|giants",
    "both|these|the_two|these_two|the diplomats|armies|navies|militaries|economies|peoples|premiers",
    "both|the_two delegations|heads_of_state|heads_of_government",
    "two countries|sides|nations|leaders|states|presidents|powers|neighbours|neighbors|allies|militaries",
    "this|such|their ... partnership|alliance|collaboration|cooperation|relationship|axis|friendship",
    "this|such|their ... rapprochement|alignment|pact",
    "closer|deeper|stronger|warmer ties|relations|links|bonds may|might|could|can|would|will|have|are",
    "обе|обеих|двух|обоих|две|оба|два стран*|сторон*|государств*|держав*|лидер*|президент*|народ*",
    "стороны|сторонами",
    "обидві|обох|двох|дві країн*|держав*|сторін|сторони|лідер*",
    "两国|双方|两国元首|两军|两国领导人",
)


_STOOD_FOR = AhoCorasick(
    {
        noun.removesuffix("*").replace("_", " ")
        for phrase in STANDING_IN
        for noun in [part for part in phrase.split(" ") if part != "..."][:2][-1].split("|")
    },
    implementation=Implementation.DFA,
)
"""The nouns of these phrases, as far as all their forms are spelled alike."""


def may_stand_in(sentence: str) -> bool:
    """Tell whether a sentence has the letters of a noun with which a phrase stands for powers."""
    return bool(_STOOD_FOR.find_matches_as_indexes(sentence.lower()))


def grammar() -> tuple[Grammar, ...]:
    """List every phrase of the grammar, for the lexicon."""
    return (
        *(Grammar("modality", i, one) for i, cue in enumerate(MODAL_CUES) for one in cue.phrases.split()),
        *(Grammar("voice", i, one) for i, cue in enumerate(VOICE_CUES) for one in cue.phrases.split()),
        *(Grammar("anaphor", 0, one) for one in STANDING_IN),
    )
