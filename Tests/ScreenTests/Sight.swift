import Foundation

/// A colour in light, not in bytes: red, green and blue from 0 to 1, of the sRGB primaries.
struct Light: Equatable {
  var red: Double, green: Double, blue: Double

  init(_ red: Double, _ green: Double, _ blue: Double) { (self.red, self.green, self.blue) = (red, green, blue) }

  /// `#rrggbb`.
  init(hex: Int) {
    let parts = [hex >> 16 & 255, hex >> 8 & 255, hex & 255].map { byte in
      let value = Double(byte) / 255
      return value <= 0.04045 ? value / 12.92 : pow((value + 0.055) / 1.055, 2.4)
    }
    self.init(parts[0], parts[1], parts[2])
  }

  /// A colour of the terminal's palette of 256, from 16 on: a cube of six levels, then greys.
  init(palette index: Int) {
    precondition((16...255).contains(index), "the first sixteen are what the terminal makes of them")
    let levels = [0, 95, 135, 175, 215, 255]
    let bytes =
      index >= 232
      ? Array(repeating: 8 + 10 * (index - 232), count: 3)
      : [levels[(index - 16) / 36], levels[(index - 16) / 6 % 6], levels[(index - 16) % 6]]
    self.init(hex: bytes[0] << 16 | bytes[1] << 8 | bytes[2])
  }

  /// How bright it is, as WCAG 2 defines it.
  var luminance: Double { 0.2126 * red + 0.7152 * green + 0.0722 * blue }

  /// The contrast of WCAG 2: from 1 to 21.
  func contrast(to other: Light) -> Double {
    let (low, high) = (min(luminance, other.luminance), max(luminance, other.luminance))
    return (high + 0.05) / (low + 0.05)
  }

  /// How it looks to other eyes.
  func seen(by eyes: Eyes) -> Light {
    let m = eyes.matrix
    func row(_ first: Int) -> Double { min(1, max(0, m[first] * red + m[first + 1] * green + m[first + 2] * blue)) }
    return Light(row(0), row(3), row(6))
  }
}

/// Eyes that have three kinds of cones, or two: Machado, Oliveira and Fernandes 2009, at full strength.
enum Eyes: CaseIterable {
  case usual, redBlind, greenBlind, blueBlind

  var matrix: [Double] {
    switch self {
    case .usual: [1, 0, 0, 0, 1, 0, 0, 0, 1]
    case .redBlind: [0.152286, 1.052583, -0.204868, 0.114503, 0.786281, 0.099216, -0.003882, -0.048116, 1.051998]
    case .greenBlind: [0.367322, 0.860646, -0.227968, 0.280085, 0.672501, 0.047413, -0.011820, 0.042940, 0.968881]
    case .blueBlind: [1.255528, -0.076749, -0.178779, -0.078411, 0.930809, 0.147602, 0.004733, 0.691367, 0.303900]
    }
  }
}

extension Light {
  /// Lightness and two opponent colours, CIELAB under D65.
  private var lab: (l: Double, a: Double, b: Double) {
    func f(_ t: Double) -> Double { t > 216 / 24389.0 ? cbrt(t) : (24389 / 27.0 * t + 16) / 116 }
    let x = f((0.4124564 * red + 0.3575761 * green + 0.1804375 * blue) / 0.95047)
    let y = f(0.2126729 * red + 0.7151522 * green + 0.0721750 * blue)
    let z = f((0.0193339 * red + 0.1191920 * green + 0.9503041 * blue) / 1.08883)
    return (116 * y - 16, 500 * (x - y), 200 * (y - z))
  }

  /// How different two colours look, CIEDE2000: about 1 can just be told apart side by side.
  func difference(to other: Light) -> Double {
    let (l1, a1, b1) = lab, (l2, a2, b2) = other.lab
    let mean = (hypot(a1, b1) + hypot(a2, b2)) / 2
    let g = 0.5 * (1 - sqrt(pow(mean, 7) / (pow(mean, 7) + pow(25, 7))))
    let x1 = (1 + g) * a1, x2 = (1 + g) * a2
    let c1 = hypot(x1, b1), c2 = hypot(x2, b2)
    func angle(_ y: Double, _ x: Double) -> Double {
      (atan2(y, x) * 180 / .pi + 360).truncatingRemainder(dividingBy: 360)
    }
    let h1 = angle(b1, x1), h2 = angle(b2, x2), isGrey = c1 * c2 == 0
    var turn = isGrey ? 0 : h2 - h1
    if turn > 180 { turn -= 360 } else if turn < -180 { turn += 360 }
    var h = h1 + h2
    if !isGrey { h = (abs(h1 - h2) <= 180 ? h : h < 360 ? h + 360 : h - 360) / 2 }
    func degrees(_ value: Double) -> Double { value * .pi / 180 }
    let dl = l2 - l1, dc = c2 - c1, dh = 2 * sqrt(c1 * c2) * sin(degrees(turn) / 2)
    let l = (l1 + l2) / 2, c = (c1 + c2) / 2
    let t =
      1 - 0.17 * cos(degrees(h - 30)) + 0.24 * cos(degrees(2 * h)) + 0.32 * cos(degrees(3 * h + 6))
      - 0.2 * cos(degrees(4 * h - 63))
    let sl = 1 + 0.015 * pow(l - 50, 2) / sqrt(20 + pow(l - 50, 2)), sc = 1 + 0.045 * c, sh = 1 + 0.015 * c * t
    let rc = 2 * sqrt(pow(c, 7) / (pow(c, 7) + pow(25, 7)))
    let rt = -sin(degrees(60 * exp(-pow((h - 275) / 25, 2)))) * rc
    let (p, q, r) = (dl / sl, dc / sc, dh / sh)
    return sqrt(p * p + q * q + r * r + rt * q * r)
  }
}
