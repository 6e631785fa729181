import Drivers

/// The name that was probably meant; nil if none is near. Letters of the wrong case are no mistake to count.
func suggestion(for name: String, among names: [String]) -> String? {
  guard name.utf8.count <= 32 else { return nil }
  let wanted = name.lowercased()
  if let same = names.first(where: { $0.lowercased() == wanted }) { return same }
  let near = nearest(wanted, among: names.map { $0.lowercased() })
  return near.flatMap { near in names.first { $0.lowercased() == near } }
}
