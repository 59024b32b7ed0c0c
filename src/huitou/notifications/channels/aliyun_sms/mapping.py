"""What Aliyun's codes mean to us. Data only. Source: Aliyun SMS, error codes of SendSms and of delivery reports."""

from typing import Final

DONE: Final = "OK"
# Not a number, or nobody has it.
DEAD: Final = frozenset({"isv.MOBILE_NUMBER_ILLEGAL", "MK:0001", "MOBILE_NUMBER_ILLEGAL"})
# The number's holder is on the operator's or Aliyun's list of those who want nothing.
OPTED_OUT: Final = frozenset({"isv.BLACK_LIST", "BLACK_LIST"})
# Our account sends nothing to anybody: no money, shut, no right, wrong keys, a signature that is not approved.
STALLED: Final = frozenset(
    {
        "isv.AMOUNT_NOT_ENOUGH", "isv.OUT_OF_SERVICE", "isv.BILLING_DEDUCTION_ERROR", "isv.ACCOUNT_ABNORMAL",
        "isv.ACCOUNT_NOT_EXISTS", "isv.PRODUCT_UN_SUBSCRIPT", "isv.PRODUCT_UNSUBSCRIBE", "isp.RAM_PERMISSION_DENY",
        "isv.RAM_CHECK_FAILED", "isv.SMS_SIGNATURE_ILLEGAL", "isv.SMS_SIGN_ILLEGAL", "InvalidAccessKeyId.NotFound",
        "InvalidAccessKeyId.Inactive", "SignatureDoesNotMatch", "Forbidden.RAM",
    }
)  # fmt: skip
# Set up wrongly for this kind of message: its template is not approved, or wants other variables.
ACCOUNT: Final = frozenset({"isv.SMS_TEMPLATE_ILLEGAL", "isv.INVALID_PARAMETERS", "isv.TEMPLATE_MISSING_PARAMETERS"})
# Too many at once; nothing was sent.
LATER: Final = frozenset({"isv.BUSINESS_LIMIT_CONTROL", "isv.DAY_LIMIT_CONTROL", "Throttling.User", "Throttling"})
# Their side stumbled, and it may have been sent.
UNKNOWN: Final = frozenset({"isp.SYSTEM_ERROR", "isp.GATEWAY_ERROR", "InternalError", "ServiceUnavailable"})
