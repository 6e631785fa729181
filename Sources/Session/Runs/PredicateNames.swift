import Kernel

/// Names that mean the same number in every predicate.
enum PredicateNames {
  static let constants: [String: Int] = [
    "true": 1, "false": 0, "NULL": 0, "none": 0, "present": 1, "swap": 2, "migration": 3, "device_private": 4,
    "special": 5, "hwpoison": 6, "devmap": 7, "table": 0, "huge": 1, "bad": 4, "EPERM": 1, "EAGAIN": 11, "ENOMEM": 12,
    "EFAULT": 14, "EBUSY": 16, "EINVAL": 22, "NONE": 0, "ERROR": 2, "SPECIAL": 4,
  ]
}
