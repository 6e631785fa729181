/// Bytes as the clipboard sequence of a terminal wants them.
func base64(_ bytes: [UInt8]) -> String {
  let digits = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
  var text: [UInt8] = []
  for start in stride(from: 0, to: bytes.count, by: 3) {
    let group = bytes[start..<min(start + 3, bytes.count)]
    var value: UInt32 = 0
    for index in 0..<3 {
      value = value << 8 | UInt32(group.dropFirst(index).first ?? 0)
    }
    for index in 0..<4 {
      text.append(index <= group.count ? digits[Int(value >> (18 - 6 * UInt32(index)) & 63)] : 0x3d)
    }
  }
  return String(decoding: text, as: UTF8.self)
}
