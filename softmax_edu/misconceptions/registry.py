"""All misconceptions under their names, and which of them no number can tell apart."""

from collections.abc import Mapping
from types import MappingProxyType

from . import _gradient, _jacobian, _loss, _softmax
from ._types import Model
from .misconception import Misconception


def _in_rows(*models: Model) -> dict[str, tuple[Model, ...]]:
    """Return the models of a gradient, and of its mean over a batch."""
    return {"gradient": models, "batch_gradient": tuple(map(_gradient.row_by_row, models))}


_S, _J, _L, _G = _softmax, _jacobian, _loss, _gradient

# Where a number of an issue is given, a learner or a library was seen there with it.
_TABLE = (
    # About S.
    Misconception(
        "no-exponential",
        "multiclass first tries: scores divided by their sum",
        {"softmax": (_S.no_exponential,)},
    ),
    Misconception(
        "elementwise-sigmoid",
        "nn-learn issue 1",
        {
            "softmax": (_S.elementwise_sigmoid,),
            "jacobian": (_J.elementwise_sigmoid, _J.elementwise_sigmoid_as_a_vector),
            "loss": (_L.sigmoid_binary_cross_entropy, _L.sigmoid_cross_entropy),
            **_in_rows(_G.elementwise_sigmoid),
        },
    ),
    Misconception(
        "argmax",
        "the perceptron's rule; softmax read as 'the largest wins'",
        {"softmax": (_S.argmax,), "jacobian": (_J.of_argmax,), **_in_rows(_G.argmax)},
    ),
    Misconception(
        "log-of-softmax", "log_softmax called for softmax", {"softmax": (_S.log_of_softmax,)}
    ),
    Misconception(
        "not-normalised",
        "the division by the sum forgotten",
        {
            "softmax": (_S.not_normalised, _S.shifted_not_normalised),
            "jacobian": (_J.exponentials_for_probabilities,),
            **_in_rows(_G.exponentials_for_probabilities),
        },
    ),
    Misconception(
        "divided-by-the-largest",
        "max written where sum is meant",
        {"softmax": (_S.divided_by_the_largest,)},
    ),
    Misconception(
        "divided-by-the-count",
        "mean written where sum is meant",
        {"softmax": (_S.divided_by_the_count,)},
    ),
    Misconception(
        "unit-length",
        "vectors normalised as in geometry",
        {"softmax": (_S.divided_by_the_length,)},
    ),
    Misconception(
        "sum-without-itself",
        "odds taken for a probability",
        {"softmax": (_S.divided_by_the_others,)},
    ),
    Misconception(
        "exp-of-the-sum",
        "a blog's denominator whose θ carries no index",
        {"softmax": (_S.divided_by_exp_of_the_sum,)},
    ),
    Misconception(
        "one-score-at-a-time",
        "discuss.d2l.ai topic 46: softmax(θ)ⱼ or softmax(θⱼ)?",
        {"softmax": (_S.one_score_at_a_time,)},
    ),
    Misconception(
        "half-shifted",
        "the shift put into one half of the fraction",
        {"softmax": (_S.shifted_above_only, _S.shifted_below_only)},
    ),
    Misconception(
        "scaled-scores",
        "edunn: 'invariant to scaling'",
        {"softmax": (_S.scaled_by_the_largest,)},
    ),
    Misconception(
        "unit-range", "features scaled to 0 … 1", {"softmax": (_S.scaled_to_unit_range,)}
    ),
    Misconception(
        "applied-twice",
        "tflearn PR 562; tensorflow_cookbook issue 86; EffectiveTensorflow issue 9",
        {
            "softmax": (_S.applied_twice,),
            "jacobian": (_J.applied_twice,),
            "loss": (_L.applied_twice,),
            **_in_rows(
                _G.applied_twice, _G.applied_twice_with_weights, _G.applied_twice_and_derived
            ),
        },
    ),
    Misconception(
        "negated-scores",
        "e^(−E) of physics, or the minus of the loss put into the exponent",
        {
            "softmax": (_S.negated_scores,),
            "jacobian": (_J.negated_scores,),
            "loss": (_L.negated_scores,),
            **_in_rows(_G.negated_scores, _G.negated_scores_unit_sum),
        },
    ),
    Misconception("base-two", "2**theta, or exp2", {"softmax": (_S.base_two,)}),
    Misconception("squares", "any positive function taken for e^θ", {"softmax": (_S.squares,)}),
    Misconception("one-minus", "the other side's probability", {"softmax": (_S.one_minus,)}),
    Misconception(
        "zeros",
        "an array made and never filled",
        {
            "softmax": (_S.zeros,),
            "jacobian": (_J.zeros,),
            "loss": (_L.zeros,),
            **_in_rows(_G.zeros),
        },
    ),
    # About ranges, axes and types: right for one ordinary θ.
    Misconception(
        "no-shift",
        "every first softmax",
        {
            "softmax": (_S.no_shift,),
            "jacobian": (_J.no_shift,),
            "log_softmax_jacobian": (_J.log_no_shift,),
            "loss": (_L.no_shift, _L.no_shift_in_the_sum),
            "gradient": (_G.no_shift,),
            "batch_gradient": (_G.batch_no_shift,),
        },
    ),
    Misconception(
        "wrong-shift",
        "edunn; NNlib PR 43",
        {
            "softmax": (
                _S.shift_up,
                _S.shift_never_down,
                _S.shift_by_the_smallest,
                _S.shift_by_the_mean,
            )
        },
    ),
    Misconception(
        "one-shift-for-the-batch",
        "max without an axis",
        {
            "softmax": (_S.shift_of_the_whole_batch,),
            "batch_gradient": (_G.shift_of_the_whole_batch,),
        },
    ),
    Misconception(
        "wrong-axis",
        "sum(axis=0) from a lesson in which θ was a vector",
        {
            "softmax": (_S.down_the_columns,),
            "batch_gradient": (_G.down_the_columns, _G.down_the_columns_unit_sum),
        },
    ),
    Misconception(
        "one-sum-for-the-batch",
        "sum without an axis",
        {
            "softmax": (_S.over_the_whole_batch,),
            "batch_gradient": (_G.over_the_whole_batch, _G.over_the_whole_batch_unit_sum),
        },
    ),
    Misconception(
        "kept-as-integers",
        "zeros_like or copy of an integer θ",
        {
            "softmax": (_S.kept_as_integers,),
            "jacobian": (_J.kept_as_integers,),
            "log_softmax_jacobian": (_J.log_kept_as_integers,),
            "gradient": (_G.kept_as_integers,),
            "batch_gradient": (_G.batch_kept_as_integers,),
        },
    ),
    Misconception(
        "batch-in-one-matrix",
        "discuss.pytorch.org topic 200189; RubixML PR 438",
        {"jacobian": (_J.batch_in_one_matrix,)},
    ),
    Misconception(
        "divided-by-s",
        "stats.stackexchange.com question 448635",
        {
            "log_softmax_jacobian": (_J.log_divided_by_s,),
            **_in_rows(_G.divided_by_s),
        },
    ),
    Misconception(
        "log-of-zero",
        "ln(softmax(θ)) in two steps",
        {"loss": (_L.log_of_zero, _L.log_of_zero_where_y)},
    ),
    Misconception("clipped-log", "log(S + 1e-12) of many tutorials", {"loss": _L.clipped_logs}),
    # About ∂S/∂θ.
    Misconception(
        "diagonal-only",
        "libnd4j issue 440; neuroph issue 37; stats.stackexchange.com questions 235528, 498898",
        {
            "jacobian": (_J.diagonal_only, _J.diagonal_as_a_vector),
            "log_softmax_jacobian": (_J.log_diagonal_only, _J.log_diagonal_as_a_vector),
            **_in_rows(_G.diagonal_only),
        },
    ),
    Misconception(
        "diagonal-left-out",
        "only the case i ≠ j written down",
        {"jacobian": (_J.off_diagonal_only,), **_in_rows(_G.off_diagonal_only)},
    ),
    Misconception(
        "sum-held-constant",
        "(e^x)′ = e^x applied to the numerator alone",
        {
            "jacobian": (_J.sum_held_constant, _J.sum_held_constant_as_a_vector),
            "log_softmax_jacobian": (_J.log_sum_held_constant,),
            **_in_rows(_G.sum_held_constant),
        },
    ),
    Misconception(
        "same-case-everywhere",
        "math.stackexchange.com question 1804041; stats.stackexchange.com question 360450",
        {
            "jacobian": (_J.same_case_everywhere, _J.same_case_everywhere_transposed),
            "log_softmax_jacobian": (_J.log_same_case_everywhere,),
        },
    ),
    Misconception(
        "other-case-everywhere",
        "the δ of Sᵢ(δᵢⱼ − Sⱼ) lost",
        {
            "jacobian": (_J.other_case_everywhere,),
            "log_softmax_jacobian": (_J.log_other_case_everywhere,),
            **_in_rows(_G.other_case_everywhere),
        },
    ),
    Misconception(
        "sign-flipped",
        "mantasu/cs231n issue 10; += written for −= in the step",
        {
            "jacobian": (_J.sign_flipped,),
            "log_softmax_jacobian": (_J.log_sign_flipped,),
            "loss": (_L.sign_flipped,),
            **_in_rows(_G.sign_flipped, _G.sign_flipped_unit_sum),
        },
    ),
    Misconception(
        "plus-off-the-diagonal",
        "the minus of u′v − uv′ lost where u′ = 0",
        {"jacobian": (_J.plus_off_the_diagonal,), **_in_rows(_G.plus_off_the_diagonal)},
    ),
    Misconception(
        "plus-in-the-quotient-rule",
        "product rule and quotient rule mixed",
        {
            "jacobian": (_J.plus_in_the_quotient_rule,),
            "log_softmax_jacobian": (_J.log_plus,),
            **_in_rows(_G.plus_in_the_quotient_rule),
        },
    ),
    Misconception(
        "v-not-squared", "the quotient rule with v below", {"jacobian": (_J.v_not_squared,)}
    ),
    Misconception(
        "scores-for-probabilities",
        "datascience.stackexchange.com question 64746",
        {
            "jacobian": (_J.scores_for_probabilities,),
            "log_softmax_jacobian": (_J.log_scores_for_probabilities,),
            "loss": (_L.scores_for_probabilities,),
            **_in_rows(_G.scores_for_probabilities),
        },
    ),
    Misconception(
        "identity-for-diagonal",
        "I written for diag(S)",
        {
            "jacobian": (_J.identity_for_diagonal,),
            "log_softmax_jacobian": (_J.log_identity_for_diagonal,),
        },
    ),
    Misconception(
        "of-the-log",
        "the Jacobian of ln S given for that of S",
        {"jacobian": (_J.of_the_log, _J.of_the_log_transposed)},
    ),
    Misconception(
        "elementwise-product",
        "stats.stackexchange.com question 448635; Odyssey issue 2134",
        {
            "jacobian": (_J.elementwise_square,),
            "gradient": (_G.elementwise_product, _G.elementwise_product_down_the_rows),
        },
    ),
    Misconception(
        "inner-product",
        "s @ s.T of a vector, which is one number",
        {"jacobian": (_J.inner_product,)},
    ),
    Misconception(
        "summed-jacobian",
        "stats.stackexchange.com: matrix representation of softmax derivatives",
        {
            "jacobian": (_J.summed,),
            "log_softmax_jacobian": (_J.log_summed,),
            **_in_rows(_G.jacobian_summed),
        },
    ),
    Misconception(
        "transposed",
        "layouts that differ between books; invisible on J itself",
        {"log_softmax_jacobian": (_J.log_transposed,)},
    ),
    Misconception(
        "log-forgotten",
        "the Jacobian of S given for that of ln S",
        {"log_softmax_jacobian": (_J.log_forgotten,)},
    ),
    Misconception(
        "log-kept",
        "the logarithm left in its own derivative",
        {"log_softmax_jacobian": (_J.log_of_probabilities,), **_in_rows(_G.log_kept)},
    ),
    # About the loss.
    Misconception(
        "log-missing",
        "expected probability taken for surprise",
        {"loss": (_L.log_missing, _L.log_missing_one_minus)},
    ),
    Misconception("another-base", "log2 (bits) or log10", {"loss": (_L.log_two, _L.log_ten)}),
    Misconception(
        "mean-over-classes",
        "np.mean over every axis",
        {
            "loss": (_L.mean_over_classes,),
            **_in_rows(_G.mean_over_classes, _G.mean_over_classes_unit_sum),
        },
    ),
    Misconception("sum-missing", "the terms, not added up", {"loss": (_L.sum_missing,)}),
    Misconception(
        "squared-error",
        "regression's loss; fromscratchtoml issue 65",
        {
            "loss": (_L.squared_error, _L.half_squared_error, _L.mean_squared_error),
            **_in_rows(_G.of_the_squared_error, _G.of_the_squared_error_doubled),
        },
    ),
    Misconception(
        "squared-error-delta",
        "the δ of a sigmoid layer with squared error: (a − y)·a(1 − a)",
        _in_rows(_G.squared_error_delta, _G.squared_error_delta_doubled),
    ),
    Misconception("y-and-s-swapped", "−Σ S ln y", {"loss": (_L.y_and_s_swapped,)}),
    Misconception(
        "binary-cross-entropy",
        "the two-class loss, class by class",
        {"loss": (_L.binary_cross_entropy, _L.mean_binary_cross_entropy)},
    ),
    Misconception(
        "log-of-the-sum", "−ln(y·S): equal for one-hot y", {"loss": (_L.log_of_the_sum,)}
    ),
    Misconception(
        "largest-y-only",
        "−ln S[argmax y]: equal for one-hot y",
        {"loss": (_L.largest_y_only,), **_in_rows(_G.largest_y_only)},
    ),
    Misconception("entropy-of-s", "H(S) taken for H(y, S)", {"loss": (_L.entropy_of_s,)}),
    Misconception(
        "relative-entropy", "KL(y, S): equal for one-hot y", {"loss": (_L.relative_entropy,)}
    ),
    Misconception("perplexity", "e^L reported as L", {"loss": (_L.perplexity,)}),
    Misconception(
        "y-ignored",
        "every class counted as the true one, or none",
        {"loss": (_L.y_ignored,), **_in_rows(_G.y_ignored)},
    ),
    Misconception(
        "off-by-one-class",
        "labels 1 … K in arrays 0 … K − 1",
        {
            "loss": (_L.numbered_from_one, _L.numbered_one_too_low),
            **_in_rows(
                _G.numbered_from_one,
                _G.numbered_one_too_low,
                _G.numbered_from_one_unit_sum,
                _G.numbered_one_too_low_unit_sum,
            ),
        },
    ),
    Misconception(
        "factor-two",
        "fromscratchtoml issue 65",
        {"loss": (_L.doubled,), **_in_rows(_G.doubled, _G.doubled_unit_sum)},
    ),
    Misconception(
        "logsumexp-only", "ln Σ e^θ without the score of the target", {"loss": (_L.logsumexp_only,)}
    ),
    Misconception(
        "shift-not-added-back",
        "d2l PR 2592: log-sum-exp taken to be invariant",
        {"loss": (_L.shift_not_added_back, _L.shift_not_added_back_unit_sum)},
    ),
    Misconception(
        "unit-sum-assumed",
        "S − y, right whenever Σy = 1; some libraries return it for any y",
        {"loss": (_L.unit_sum_assumed,), **_in_rows(_G.unit_sum_assumed)},
    ),
    Misconception(
        "weights-normalised",
        "y divided by its own sum",
        {"loss": (_L.weights_normalised,), **_in_rows(_G.weights_normalised)},
    ),
    # About ∂L/∂θ.
    Misconception(
        "stopped-at-s",
        "∂L/∂S given for ∂L/∂θ; 1/S given for ∂ ln S/∂θ",
        {
            "log_softmax_jacobian": (_J.log_stopped_at_s, _J.log_stopped_at_s_as_a_vector),
            **_in_rows(_G.stopped_at_s),
        },
    ),
    Misconception(
        "one-over-s-dropped",
        "math.stackexchange.com: derivative of softmax loss",
        _in_rows(_G.one_over_s_dropped, _G.one_over_s_and_minus_dropped),
    ),
    Misconception("upstream-of-ones", "discuss.mxnet.io topic 2614", _in_rows(_G.upstream_of_ones)),
    Misconception(
        "partials-added-up",
        "math.stackexchange.com question 4730005",
        {"gradient": (_G.partials_added_up,)},
    ),
    Misconception(
        "indices-mixed",
        "a blog's −(yᵢ/Sⱼ)(−SᵢSⱼ)",
        _in_rows(_G.indices_mixed),
    ),
    Misconception(
        "y-taken-for-ones", "S − 1 copied for every class", _in_rows(_G.y_taken_for_ones)
    ),
    # About the mean over a batch.
    Misconception(
        "mean-forgotten",
        "nn_assignments PR 21",
        {"batch_gradient": (_G.mean_forgotten, _G.mean_forgotten_unit_sum)},
    ),
    Misconception(
        "mean-taken-twice",
        "nn-from-scratch issue 13",
        {"batch_gradient": (_G.mean_taken_twice, _G.mean_taken_twice_unit_sum)},
    ),
    Misconception(
        "classes-for-samples",
        "shape[1] for shape[0]",
        {"batch_gradient": (_G.classes_for_samples, _G.classes_for_samples_unit_sum)},
    ),
    Misconception(
        "added-over-the-batch",
        "sum or mean over axis 0",
        {
            "batch_gradient": (
                _G.averaged_over_the_batch,
                _G.added_over_the_batch,
                _G.averaged_over_the_batch_unit_sum,
                _G.added_over_the_batch_unit_sum,
            )
        },
    ),
    Misconception(
        "weights-of-the-whole-batch",
        "y.sum() without an axis",
        {"batch_gradient": (_G.weights_of_the_whole_batch,)},
    ),
    Misconception(
        "first-target-for-all",
        "y[0] left over from a batch of one",
        {"batch_gradient": (_G.first_target_for_all, _G.first_target_for_all_unit_sum)},
    ),
)

MISCONCEPTIONS: Mapping[str, Misconception] = MappingProxyType({m.key: m for m in _TABLE})

# Different ideas whose numbers are the same at every θ: no function can tell which of them it is.
EQUIVALENT: Mapping[str, tuple[frozenset[str], ...]] = MappingProxyType(
    {
        "softmax": (frozenset({"not-normalised", "divided-by-the-largest"}),),
        "jacobian": (frozenset({"argmax", "zeros"}),),
        "gradient": (frozenset({"upstream-of-ones", "summed-jacobian", "zeros"}),),
        "batch_gradient": (frozenset({"upstream-of-ones", "summed-jacobian", "zeros"}),),
    }
)
